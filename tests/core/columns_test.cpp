// Kernels that look at features: bounds, sums, limbs, deviations.
#include "lloyd/core/kernels.hpp"

#include "core/random_tile.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/core/distance.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

/// What is to be known of a tile's rows, by the obvious loops, once for all targets.
template <class T>
struct Measured {
    explicit Measured(const Size& s)
        : tile(s.rows, s.features, 6),
          points(random_centers<T>(s.k, s.features, 7)),
          minimum(static_cast<std::size_t>(s.features), T{1}),  // not 0, which padding rows are
          maximum(minimum.size(), T{-1}),
          limbs(2 * minimum.size(), 5) {
        const std::vector<double> point(minimum.size(), middle);
        Matrix<double> rows(s.rows, s.features);
        for (int i = 0; i < s.rows; ++i) {
            const T* row = tile.row_major.row(i);
            std::copy_n(row, s.features, rows.row(i));
            for (std::size_t t = 0; t < minimum.size(); ++t) {
                minimum[t] = std::min(minimum[t], row[t]);
                maximum[t] = std::max(maximum[t], row[t]);
                const Limbs value = scale.split(rows.row(i)[t]);
                limbs[t] += value.hi;
                limbs[minimum.size() + t] += value.lo;
            }
            deviations.push_back(squared_distance(rows.row(i), point.data(), s.features));
            sums.push_back(1.0);
            for (int j = 0; j < s.k; ++j)
                sums.back() += std::sqrt(static_cast<double>(squared_distance(row, points.row(j), s.features)));
            values.push_back(static_cast<T>(std::sin(i) * 99));
            total += scale.split(static_cast<double>(values.back()));
        }
        for (int t = 0; t < s.features; ++t)
            for (int u = t; u < s.features; ++u) {
                double sum = 0;
                for (int i = 0; i < s.rows; ++i) sum += (rows.row(i)[t] - middle) * (rows.row(i)[u] - middle);
                scatter.push_back(t == u ? sum : 2 * sum);
            }
    }

    static constexpr double middle = 0.1;
    FixedPoint scale{0x1p22, std::int64_t{1} << 40};  // coarse enough for both limbs of the values to count
    RandomTile<T> tile;
    Matrix<T> points;
    std::vector<T> minimum, maximum;
    std::vector<std::int64_t> limbs;
    std::vector<double> deviations;  ///< from the middle, squared, of each row
    std::vector<double> sums;        ///< 1 and the distances to the points, of each row
    std::vector<double> scatter;     ///< about the middle, of each pair of features
    std::vector<T> values;
    Limbs total;
};

}  // namespace

TEMPLATE_TEST_CASE("Bounds and sums of columns, deviations, distances to points and exact sums are the reference's", "",
                   float, double) {
    using T = TestType;
    std::vector<Measured<T>> expected;
    for (const Size& s : sizes()) expected.emplace_back(s);
    on_every_target([&] {
        for (const Measured<T>& e : expected) {
            INFO(e.tile.rows << " rows, " << e.tile.features << " features");
            const std::vector<FixedPoint> columns(e.minimum.size(), e.scale);
            std::vector<T> minimum(columns.size(), T{1});
            std::vector<T> maximum(columns.size(), T{-1});
            std::vector<std::int64_t> limbs(2 * columns.size(), 5);
            extend_bounds(e.tile.view(), minimum.data(), maximum.data());
            add_columns<T>(e.tile.view(), columns, limbs.data());
            REQUIRE(minimum == e.minimum);
            REQUIRE(maximum == e.maximum);
            REQUIRE(limbs == e.limbs);

            const std::vector<double> point(columns.size(), Measured<T>::middle);
            const auto padded = static_cast<std::size_t>(padded_rows<T>(e.tile.rows));
            std::vector<double> deviations(padded);
            squared_deviations(e.tile.view(), point.data(), deviations.data());
            std::vector<double> sums(padded, 1.0);
            add_distances(e.tile.view(), Panels<T>(e.points.view()), sums.data());
            deviations.resize(e.deviations.size());
            sums.resize(e.sums.size());
            REQUIRE(same_bits(deviations, e.deviations));
            REQUIRE(same_bits(sums, e.sums));

            std::vector<double> scatter(2 * e.scatter.size());
            scatter_form(e.tile.view(), point.data(), scatter.data(), 2);
            bool is_near = true;
            for (std::size_t pair = 0; pair < e.scatter.size(); ++pair)
                is_near &= std::abs(scatter[2 * pair] - e.scatter[pair]) < 1e-10;
            REQUIRE(is_near);

            REQUIRE(exact_sum(e.values.data(), e.tile.rows, e.scale) == e.total);
        }
    });
}

TEMPLATE_TEST_CASE("Rows as they come in are examined, and laid out as a block", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (int features = 1; features <= 40; ++features) {
            INFO(features << " features");
            RandomTile<T> tile(2 * TileView<T>::lanes, features, 8);
            Buffer<T> block(tile.blocks.size());
            lay_out<T>(tile.row_major.view(), block.data());
            REQUIRE(std::ranges::equal(block.span(), tile.blocks.span()));

            std::vector<T> minimum(static_cast<std::size_t>(features), T{1});
            std::vector<T> maximum(minimum.size(), T{-1});
            std::vector<T> expected_minimum = minimum;
            std::vector<T> expected_maximum = maximum;
            REQUIRE(examine_rows<T>(tile.row_major.view(), minimum.data(), maximum.data()));
            extend_bounds(tile.view(), expected_minimum.data(), expected_maximum.data());
            REQUIRE(minimum == expected_minimum);
            REQUIRE(maximum == expected_maximum);

            constexpr T infinity = std::numeric_limits<T>::infinity();
            for (int t = 0; t < features; ++t)
                for (const T bad : {infinity, -infinity, std::numeric_limits<T>::quiet_NaN()}) {
                    T& value = tile.row_major.row(t % TileView<T>::lanes)[t];
                    const T good = std::exchange(value, bad);
                    CHECK_FALSE(examine_rows<T>(tile.row_major.view(), minimum.data(), maximum.data()));
                    value = good;
                }
        }
    });
}

TEMPLATE_TEST_CASE("Rows move between the sums of clusters, many or few of a block", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (const Size& s : sizes())
            for (const int every : {1, 2, 7, 40}) {
                INFO(s.rows << " rows, " << s.features << " features, every " << every << "th");
                const RandomTile<T> tile(s.rows, s.features, 13);
                std::vector<FixedPoint> columns;
                for (int t = 0; t < s.features; ++t)  // coarse enough for both limbs to count
                    columns.emplace_back(std::ldexp(1.0, 20 + t % 5), std::int64_t{1} << 40);
                std::vector<Move> moves;
                for (int i = every / 2; i < s.rows; i += every) moves.push_back({i, i % 3 - 1, (i + 2) % 4});

                const auto stride = static_cast<std::size_t>(limb_stride(s.features));
                std::vector<std::int64_t> expected(4 * stride, 5);
                for (const Move& move : moves)
                    for (int t = 0; t < s.features; ++t) {
                        const auto feature = static_cast<std::size_t>(t);
                        const Limbs limbs =
                            columns[feature].split(static_cast<double>(tile.row_major.row(move.row)[t]));
                        const auto add = [&](std::int32_t cluster, std::int64_t times) {
                            std::int64_t* const sum = expected.data() + static_cast<std::size_t>(cluster) * stride;
                            sum[t] += times * limbs.hi;
                            sum[s.features + t] += times * limbs.lo;
                        };
                        add(move.to, 1);
                        if (move.from != no_cluster) add(move.from, -1);
                    }
                std::vector<std::int64_t> sums(4 * stride, 5);
                move_rows(tile.view(), columns, moves, sums.data());
                REQUIRE(sums == expected);
            }
    });
}

TEST_CASE("A row moves on from where it has moved") {
    on_every_target([] {
        const int features = 5;
        const RandomTile<double> tile(40, features, 8);
        const std::vector<FixedPoint> columns(features, FixedPoint(0x1p22, std::int64_t{1} << 40));
        const int stride = limb_stride(features);
        std::vector<std::int64_t> sums(static_cast<std::size_t>(3 * stride));
        const std::vector<Move> moves = {{7, no_cluster, 2}, {39, no_cluster, 1}, {7, 2, 0}};
        for (const Move& move : moves) move_rows(tile.view(), columns, {&move, 1}, sums.data());
        for (int t = 0; t < features; ++t) {
            const Limbs row7 = columns[0].split(tile.row_major.row(7)[t]);
            const Limbs row39 = columns[0].split(tile.row_major.row(39)[t]);
            CHECK(sums[static_cast<std::size_t>(t)] == row7.hi);
            CHECK(sums[static_cast<std::size_t>(features + t)] == row7.lo);
            CHECK(sums[static_cast<std::size_t>(stride + t)] == row39.hi);
            CHECK(sums[static_cast<std::size_t>(2 * stride + t)] == 0);
        }
        CHECK(
            std::all_of(sums.begin() + 2 * features, sums.begin() + stride, [](std::int64_t pad) { return pad == 0; }));
    });
}
