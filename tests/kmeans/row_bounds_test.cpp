// What bounds tell must hold for the distances as they are computed.
#include "kmeans/row_bounds.hpp"

#include "kmeans/row_labeller.hpp"
#include "lloyd/core/distance.hpp"
#include "lloyd/data/rounded_rows.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"
#include "support/simd_targets.hpp"
#include "support/true_distance.hpp"

#include <array>
#include <cmath>
#include <numeric>
#include <random>

using namespace lloyd;
using namespace lloyd::test;

TEMPLATE_TEST_CASE("Bounds tell nothing that computed distances contradict", "", float, double) {
    using T = TestType;
    constexpr int features = 5;
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const RowBounds bounds = RowBounds::of<T>(1, features, 1);
    std::mt19937 random(1);
    std::uniform_real_distribution<double> uniform(-1, 1);
    int told = 0;
    int close = 0;
    for (int i = 0; i < 200000; ++i) {
        std::array<T, features> row;
        std::array<T, features> a;
        for (T& value : row) value = static_cast<T>(uniform(random));
        for (T& value : a) value = static_cast<T>(uniform(random));
        std::array<T, features> b = a;
        b[static_cast<std::size_t>(i % features)] += static_cast<T>(uniform(random) * std::ldexp(1.0, -(i % 60)));
        // The tightest bounds that floats can be.
        const float above = std::nextafter(static_cast<float>(true_distance(row.data(), a.data(), features)), infinity);
        const float below = std::nextafter(static_cast<float>(true_distance(row.data(), b.data(), features)), 0.0F);
        if (bounds.tell(above, below)) {
            REQUIRE(squared_distance(row.data(), b.data(), features) >
                    squared_distance(row.data(), a.data(), features));
            ++told;
        } else if (below > above) {
            ++close;
        }
    }
    CHECK(told > 20000);
    CHECK(close > 10);
    CHECK_FALSE(bounds.tell(0, 0));
    CHECK_FALSE(bounds.tell(infinity, infinity));
    CHECK_FALSE(bounds.tell(0, std::numeric_limits<float>::quiet_NaN()));
    CHECK_FALSE(bounds.tell(0, 1e-30F));
}

TEST_CASE("Bounds that give way do so by at least as much as centres moved") {
    const Matrix<double> from = matrix<double>({{0, 0}, {1, 1}, {5, 5}, {0, 1e-200}});
    const Matrix<double> to = matrix<double>({{0, 0}, {1, 1.25}, {8, 9}, {0, 0}});
    Movement movement(from.view(), to.view());
    CHECK(movement.moved[0] == 0);
    CHECK(movement.moved[1] >= 0.25F);
    CHECK(movement.moved[1] < 0.2501F);
    CHECK(movement.moved[2] >= 5.0F);
    CHECK(movement.moved[3] > 0);
    CHECK(movement.most == movement.moved[2]);
    CHECK(movement.most_of_others == movement.most);
    const std::array<std::int32_t, 1> far = {2};
    movement.set_far(far);
    CHECK(movement.most_of_others == movement.moved[1]);

    CHECK(double{RowBounds::raise(0.1F, 0.3F)} >= double{0.1F} + double{0.3F});
    CHECK(double{RowBounds::lower(0.3F, 0.1F)} <= double{0.3F} - double{0.1F});
}

TEST_CASE("Centres are far when it is cheaper to measure rows against them than to look at rows in doubt") {
    constexpr int k = 100;
    const RowBounds bounds = RowBounds::of<double>(1, 2, 1);
    Matrix<double> from(k, 2);
    Matrix<double> to(k, 2);
    for (int j = 0; j < k; ++j) to.row(j)[0] = j % 20 == 7 ? 10 : 0.01;
    Movement movement(std::as_const(from).view(), std::as_const(to).view());
    const std::vector<BoundedRow> rows(50, {.label = 0, .above = 1, .below = 2});
    choose_far(bounds, rows, movement);
    CHECK(movement.far.size() == 10);  // five of them, and a panel has room for ten
    CHECK(movement.most_of_others < 0.02F);
    CHECK(movement.bounds_pay);

    const std::vector<BoundedRow> tight(50, {.label = 0, .above = 1, .below = 1.001F});
    choose_far(bounds, tight, movement);
    CHECK(movement.far.empty());
    CHECK_FALSE(movement.bounds_pay);
}

TEMPLATE_TEST_CASE("Rows are labelled as by nearest(), however few are asked for and whatever the candidates", "",
                   float, double) {
    using T = TestType;
    constexpr int rows = 150;
    const auto [features, k] = GENERATE(std::pair{9, 40}, std::pair{400, 21});
    on_every_target([features = features, k = k] {
        Tiles<T> tiles(rows, features);
        const Matrix<T> data = clustered_rows<T>(rows, features, 5, 3);
        tiles.store(0, data.view());
        const TileView<T> tile = tiles.whole();
        Matrix<T> centers = clustered_rows<T>(k, features, 5, 4);
        std::copy_n(centers.row(3), features, centers.row(20));  // ties
        const std::vector<T> origin(static_cast<std::size_t>(features), T{1});
        const Lanes lanes = filter_lanes(features, k);
        RoundedRows<T> rounded(tiles, origin, lanes);
        rounded.round(tile, 0);
        FilteredCenters filtered;
        filtered.set(centers, origin, lanes);
        Tiles<T> as_rows(k, features);
        as_rows.store(0, centers.view());
        const Panels<T> panels(centers.view());
        std::vector<std::int32_t> expected(padded_rows<T>(rows));
        std::vector<T> squared(padded_rows<T>(rows));
        nearest(tile, panels, expected.data(), squared.data());
        // Candidates that have every row's nearest centre among them.
        std::vector<std::int32_t> some(expected.begin(), expected.begin() + rows);
        std::sort(some.begin(), some.end());
        some.erase(std::unique(some.begin(), some.end()), some.end());

        RowCache<T> cache(rows, features);
        RowLabeller<T> labeller(rows, features, k, lanes, true, cache);
        for (const std::vector<std::int32_t>& candidates : {std::vector<std::int32_t>(), some})
            for (const int step : {1, 4, 70}) {
                INFO("one row of " << step << ", " << candidates.size() << " candidates");
                const CenterChoice<T> choice{centers, panels, filtered, as_rows.whole(), candidates};
                std::vector<std::int32_t> asked;
                for (int i = step / 2; i < rows; i += step) asked.push_back(i);
                Findings found(rows, true);
                labeller.take(tile, rounded.tile(0), 0);
                labeller.label(choice, asked, found);
                for (const std::int32_t i : asked) {
                    const auto row = static_cast<std::size_t>(i);
                    REQUIRE(found.labels[row] == expected[row]);
                    REQUIRE(found.above[row] >= true_distance(data.row(i), centers.row(expected[row]), features));
                    for (int j = 0; j < k; ++j) {
                        const bool counts =
                            candidates.empty() || std::binary_search(candidates.begin(), candidates.end(), j);
                        if (j != expected[row] && counts)
                            REQUIRE(found.below[row] <= true_distance(data.row(i), centers.row(j), features));
                    }
                }
            }
    });
}

TEST_CASE("A cache gives rows as they are, and keeps them once few enough were asked for in a sweep") {
    constexpr int rows = 32;
    constexpr int features = 3;
    Matrix<double> data = clustered_rows<double>(rows, features, 2, 5);
    RowCache<double> cache(rows, features);  // room for four
    const auto get = [&](int row) {
        std::vector<double> room(features);
        const double* const values =
            cache.row(row, room.data(), [&](double* out) { std::copy_n(data.row(row), features, out); });
        return std::vector<double>(values, values + features);
    };
    const auto is_row = [&](const std::vector<double>& values, int row) {
        return std::equal(values.begin(), values.end(), data.row(row));
    };
    for (int row = 0; row < 5; ++row) CHECK(is_row(get(row), row));
    cache.end_sweep();  // five are too many
    CHECK(is_row(get(7), 7));
    cache.end_sweep();
    for (const int row : {8, 9, 10, 11, 12}) CHECK(is_row(get(row), row));
    cache.end_sweep();

    // What was kept is not copied again.
    const Matrix<double> before = data;
    for (double& value : data.span()) value += 1;
    for (const int row : {8, 9, 10, 11})
        CHECK(std::equal(before.row(row), before.row(row) + features, get(row).begin()));
    for (const int row : {7, 12, 3}) CHECK(is_row(get(row), row));
}
