#include "lloyd/data/shard.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/data/prepared_rows.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"
#include "support/world.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

Context everybody() { return {world(), Team(2)}; }

}  // namespace

TEST_CASE("The fingerprint is the same for any ranks and tells data sets apart") {
    const Matrix<double> values = clustered_rows<double>(500, 3, 3, 1);
    Matrix<double> changed = values;
    changed.row(499)[2] += 1e-9;
    Matrix<double> swapped = values;
    std::swap_ranges(swapped.row(0), swapped.row(1), swapped.row(1));
    const std::uint64_t fingerprint = shard_of(everybody(), values).fingerprint;
    CHECK(fingerprint == shard_of(alone(), values).fingerprint);
    CHECK(fingerprint != shard_of(everybody(), changed).fingerprint);
    CHECK(fingerprint != shard_of(everybody(), swapped).fingerprint);
}

TEMPLATE_TEST_CASE("Rows are gathered from the ranks that hold them", "", float, double) {
    const Matrix<TestType> values = clustered_rows<TestType>(50, 4, 3, 2);
    const Shard<TestType> shard = shard_of(everybody(), values);
    const std::vector<std::int64_t> rows = {49, 0, 25, 25, 7};
    const Matrix<TestType> gathered = gather_rows(world(), shard, rows);
    for (std::size_t i = 0; i < rows.size(); ++i)
        CHECK(std::equal(values.row(rows[i]), values.row(rows[i]) + 4, gathered.row(static_cast<std::int64_t>(i))));
}

TEST_CASE("The first row that is not finite is named on every rank") {
    Matrix<double> values = clustered_rows<double>(300, 3, 3, 3);
    values.row(211)[0] = std::numeric_limits<double>::infinity();
    values.row(123)[2] = std::nan("");
    values.row(124)[1] = std::nan("");
    try {
        shard_of(everybody(), values);
        FAIL("accepted NaN");
    } catch (const Error& error) {
        CHECK(error.code() == ExitCode::data);
        CHECK(std::string(error.what()).find("row 123, column 2 (counted from 0) is nan") == 0);
    }
}

TEST_CASE("A source that fails on one rank fails on all") {
    FillTimes times;
    const auto source = [](std::int64_t first, MatrixView<double> rows) {
        if (first + rows.rows == 100) fail(ExitCode::io, "the last slab is gone");
        std::fill(rows.span().begin(), rows.span().end(), 0.0);
    };
    CHECK_THROWS_WITH(fill_shard<double>(everybody(), {100, 2, source}, RowOrder::input, times),
                      "the last slab is gone");
}

TEST_CASE("Rows are the same through a slab of their own, a workspace, and the beginning of a large one") {
    struct Case {
        std::int64_t rows;
        int features;
        bool is_large;  ///< its workspace is larger than a slab
    };
    for (const auto& [rows, features, is_large] : {Case{400'000, 8, false}, Case{100'000, 256, true}}) {
        const auto value = [d = features](std::int64_t row, int t) { return static_cast<float>(row % 8191 * d + t); };
        std::set<const void*> slabs;
        int calls = 0;
        const auto source = [&, d = features](std::int64_t first, MatrixView<float> slab) {
            if (slab.rows > 10'000) slabs.insert(slab.data), ++calls;  // fewer are a sample's
            for (std::int64_t i = 0; i < slab.rows; ++i)
                for (int t = 0; t < d; ++t) slab.row(i)[t] = value(first + i, t);
        };
        FillTimes times;
        const std::uint64_t fingerprint =
            fill_shard<float>(alone(2), {rows, features, source}, RowOrder::input, times).fingerprint;
        slabs.clear();
        calls = 0;
        const Shard<float> shard = fill_shard<float>(alone(2), {rows, features, source}, RowOrder::spatial, times);
        CHECK(shard.fingerprint == fingerprint);
        CHECK((std::ssize(shard.workspace.bytes()) > slab_bytes) == is_large);
        CHECK(calls == 2);
        CHECK(slabs == std::set<const void*>{shard.workspace.bytes().data()});
        std::vector<float> row(static_cast<std::size_t>(features));
        std::int64_t wrong = 0;
        for (std::int64_t i = 0; i < rows; i += 37) {
            shard.tiles.copy_row(i, row.data());
            const auto t = static_cast<int>(i % features);
            wrong += row[static_cast<std::size_t>(t)] == value(i, t) ? 0 : 1;
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("A workspace without room for a tile is left alone") {
    std::set<const void*> slabs;
    const auto source = [&](std::int64_t, MatrixView<double> rows) {
        slabs.insert(rows.data);
        std::ranges::fill(rows.span(), 1.0);
    };
    FillTimes times;
    const Shard<double> shard = fill_shard<double>(alone(), {1, 1000, source}, RowOrder::spatial, times);
    CHECK(slabs.size() == 1);
    CHECK_FALSE(slabs.contains(shard.workspace.bytes().data()));
}

TEST_CASE("Rounded rows lie in the shard's workspace if it holds them, which outlives the shard's") {
    Shard<double> shard = shard_of(alone(), clustered_rows<double>(500, 9, 3, 4));
    const auto is_inside = [&](std::int64_t bytes) {
        const Workspace workspace(bytes);
        shard.workspace = workspace;
        const PreparedRows<double> rows = prepare_rows(alone(), shard, Lanes::rows);
        shard.workspace = {};
        return reinterpret_cast<const std::byte*>(rows.rounded.tile(0).integers) == workspace.bytes().data();
    };
    CHECK(is_inside(2 * 500 * 10 * 2));
    CHECK(is_inside(RoundedRows<double>::workspace_bytes(500, 9)));
    CHECK_FALSE(is_inside(500 * 9 * 2 - 1));
}

TEST_CASE("Column statistics are exact and the same for any ranks") {
    const Matrix<double> values = matrix<double>({{1e8, 1}, {1e8 + 1, 1}, {1e8 + 2, 1}, {1e8 + 3, 5}});
    const ColumnStatistics statistics =
        prepare_rows(everybody(), shard_of(everybody(), values), Lanes::rows).statistics;
    CHECK(statistics.minimum == std::vector<double>{1e8, 1});
    CHECK(statistics.maximum == std::vector<double>{1e8 + 3, 5});
    CHECK(statistics.mean == std::vector<double>{1e8 + 1.5, 2});
    CHECK(statistics.scatter == 2 * (1.5 * 1.5 + 0.5 * 0.5) + 3 * 1 + 9);
    CHECK(statistics.mean_variance == statistics.scatter / 8);

    const Matrix<float> many = clustered_rows<float>(3000, 7, 5, 4);
    const ColumnStatistics mine = prepare_rows(everybody(), shard_of(everybody(), many), Lanes::rows).statistics;
    const ColumnStatistics serial = prepare_rows(alone(), shard_of(alone(), many), Lanes::rows).statistics;
    CHECK(mine.mean == serial.mean);
    CHECK(mine.scatter == serial.scatter);
}
