#include "lloyd/data/shard.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/data/digest.hpp"
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
    CHECK_THROWS_WITH(fill_shard<double>(everybody(), 100, 2, source, RowOrder::input, times), "the last slab is gone");
}

TEST_CASE("Rows are the same through a slab of their own, a small one in a workspace, and a large one") {
    constexpr int features = 256;
    constexpr std::int64_t rows = 100'000;  // two slabs at least
    const auto value = [](std::int64_t row, int t) { return static_cast<float>(row % 8191 * features + t); };
    std::set<const void*> slabs;
    const auto source = [&](std::int64_t first, MatrixView<float> slab) {
        slabs.insert(slab.data);
        for (std::int64_t i = 0; i < slab.rows; ++i)
            for (int t = 0; t < features; ++t) slab.row(i)[t] = value(first + i, t);
    };
    FillTimes times;
    const auto fill = [&](std::span<std::byte> workspace) {
        return fill_shard<float>(alone(2), rows, features, source, RowOrder::input, times, workspace);
    };
    const std::uint64_t fingerprint = fill({}).fingerprint;
    for (const std::int64_t bytes : {std::int64_t{100}, slab_bytes / 3, 2 * slab_bytes}) {
        Buffer<std::byte> workspace(static_cast<std::size_t>(bytes));
        slabs.clear();
        const Shard<float> shard = fill(workspace.span());
        CHECK(shard.fingerprint == fingerprint);
        CHECK(slabs.size() == 1);
        CHECK(slabs.contains(workspace.data()) == (bytes > 100));
        std::vector<float> row(features);
        std::int64_t wrong = 0;
        for (std::int64_t i = 0; i < rows; i += 37) {
            shard.tiles.copy_row(i, row.data());
            wrong += row[i % features] == value(i, static_cast<int>(i % features)) ? 0 : 1;
        }
        CHECK(wrong == 0);
    }
}

TEST_CASE("Rounded rows lie in a workspace that holds them") {
    const Shard<double> shard = shard_of(alone(), clustered_rows<double>(500, 9, 3, 4));
    Buffer<std::byte> workspace(2 * 500 * 10 * 2);
    const auto is_inside = [&](std::span<std::byte> given) {
        const auto* const at =
            reinterpret_cast<const std::byte*>(digest(alone(), shard, Lanes::rows, given).rounded.tile(0).integers);
        return at == workspace.data();
    };
    CHECK(is_inside(workspace.span()));
    CHECK_FALSE(is_inside(workspace.span().first(500 * 9 * 2 - 1)));
}

TEST_CASE("Column statistics are exact and the same for any ranks") {
    const Matrix<double> values = matrix<double>({{1e8, 1}, {1e8 + 1, 1}, {1e8 + 2, 1}, {1e8 + 3, 5}});
    const ColumnStatistics statistics = digest(everybody(), shard_of(everybody(), values), Lanes::rows).statistics;
    CHECK(statistics.minimum == std::vector<double>{1e8, 1});
    CHECK(statistics.maximum == std::vector<double>{1e8 + 3, 5});
    CHECK(statistics.mean == std::vector<double>{1e8 + 1.5, 2});
    CHECK(statistics.scatter == 2 * (1.5 * 1.5 + 0.5 * 0.5) + 3 * 1 + 9);
    CHECK(statistics.mean_variance == statistics.scatter / 8);

    const Matrix<float> many = clustered_rows<float>(3000, 7, 5, 4);
    const ColumnStatistics mine = digest(everybody(), shard_of(everybody(), many), Lanes::rows).statistics;
    const ColumnStatistics serial = digest(alone(), shard_of(alone(), many), Lanes::rows).statistics;
    CHECK(mine.mean == serial.mean);
    CHECK(mine.scatter == serial.scatter);
}
