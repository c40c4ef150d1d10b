#include "lloyd/core/kernels.hpp"

#include "core/random_tile.hpp"
#include "lloyd/core/distance.hpp"
#include "lloyd/core/tile_test.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

}  // namespace

TEMPLATE_TEST_CASE("The nearest centre and its distance are the reference's, bit for bit", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (const Size& s : sizes()) {
            INFO(s.rows << " rows, " << s.features << " features, " << s.k << " centres");
            const RandomTile<T> tile(s.rows, s.features, 1);
            const Matrix<T> centers = random_centers<T>(s.k, s.features, 2);
            std::vector<std::int32_t> labels(static_cast<std::size_t>(padded_rows<T>(s.rows)));
            std::vector<T> distances(labels.size());
            nearest(tile.view(), Panels<T>(centers.view()), labels.data(), distances.data());

            std::vector<std::int32_t> expected_labels;
            std::vector<T> expected_distances;
            for (int i = 0; i < s.rows; ++i) {
                std::int32_t label = 0;
                T best = std::numeric_limits<T>::infinity();
                for (int j = 0; j < s.k; ++j) {
                    const T distance = squared_distance(tile.row_major.row(i), centers.row(j), s.features);
                    if (distance < best) {
                        best = distance;
                        label = j;
                    }
                }
                expected_labels.push_back(label);
                expected_distances.push_back(best);
            }
            labels.resize(expected_labels.size());
            distances.resize(expected_distances.size());
            REQUIRE(labels == expected_labels);
            REQUIRE(same_bits(distances, expected_distances));
        }
    });
}

TEST_CASE("Of equally near centres the lowest index wins") {
    on_every_target([] {
        const RandomTile<double> tile(20, 2, 3);
        Matrix<double> centers(12, 2);  // all the same point
        std::vector<std::int32_t> labels(static_cast<std::size_t>(padded_rows<double>(20)), -1);
        std::vector<double> distances(labels.size());
        nearest(tile.view(), Panels<double>(centers.view()), labels.data(), distances.data());
        CHECK(std::all_of(labels.begin(), labels.begin() + 20, [](std::int32_t label) { return label == 0; }));
    });
}

TEMPLATE_TEST_CASE("Every row is measured to its own centre, bit for bit, and one to all centres nearly", "", float,
                   double) {
    using T = TestType;
    on_every_target([] {
        for (const Size& s : sizes()) {
            INFO(s.rows << " rows, " << s.features << " features, " << s.k << " centres");
            const RandomTile<T> tile(s.rows, s.features, 11);
            const Matrix<T> centers = random_centers<T>(s.k, s.features, 12);
            std::vector<std::int32_t> labels(static_cast<std::size_t>(padded_rows<T>(s.rows)));
            for (int i = 0; i < s.rows; ++i) labels[static_cast<std::size_t>(i)] = i * 7 % s.k;
            std::vector<T> distances(labels.size());
            own_distances(tile.view(), centers.view(), labels.data(), distances.data());

            std::vector<T> expected;
            for (int i = 0; i < s.rows; ++i)
                expected.push_back(squared_distance(tile.row_major.row(i),
                                                    centers.row(labels[static_cast<std::size_t>(i)]), s.features));
            distances.resize(expected.size());
            REQUIRE(same_bits(distances, expected));
        }
    });
}

TEMPLATE_TEST_CASE("Rows split together have the limbs of rows split one by one", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (const Size& s : sizes()) {
            INFO(s.rows << " rows, " << s.features << " features");
            const RandomTile<T> tile(s.rows, s.features, 13);
            std::vector<FixedPoint> columns;
            for (int t = 0; t < s.features; ++t) columns.emplace_back(std::ldexp(16.0, t % 5), 1000 + t);
            const auto stride = static_cast<std::size_t>(limb_stride(s.features));
            std::vector<std::int64_t> limbs(static_cast<std::size_t>(padded_rows<T>(s.rows)) * stride, -1);
            split_rows(tile.view(), columns, limbs.data());

            std::vector<std::int64_t> expected(static_cast<std::size_t>(s.rows) * stride, -2);
            for (int i = 0; i < s.rows; ++i)
                split_row(tile.view(), i, columns, expected.data() + static_cast<std::size_t>(i) * stride);
            limbs.resize(expected.size());
            REQUIRE(limbs == expected);
        }
    });
}

TEMPLATE_TEST_CASE("All distances are the reference's, to some of the centres too", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (const Size& s : sizes()) {
            INFO(s.rows << " rows, " << s.features << " features, " << s.k << " centres");
            const RandomTile<T> tile(s.rows, s.features, 9);
            const Matrix<T> centers = random_centers<T>(s.k, s.features, 10);
            std::vector<std::int32_t> chosen;
            for (int j = s.k % 2; j < s.k; j += 1 + j % 3) chosen.push_back(j);
            if (chosen.empty()) continue;
            Panels<T> panels(centers.view());
            panels.pack(centers.view(), chosen);
            const auto stride = static_cast<std::size_t>(padded_rows<T>(s.rows));
            std::vector<T> squared(chosen.size() * stride);
            all_distances(tile.view(), panels, squared.data());
            std::vector<std::int32_t> labels(stride);
            std::vector<T> nearest_distances(stride);
            nearest(tile.view(), panels, labels.data(), nearest_distances.data());
            for (int i = 0; i < s.rows; ++i) {
                std::size_t best = 0;
                for (std::size_t c = 0; c < chosen.size(); ++c) {
                    const T distance = squared[c * stride + static_cast<std::size_t>(i)];
                    REQUIRE(distance == squared_distance(tile.row_major.row(i), centers.row(chosen[c]), s.features));
                    if (distance < squared[best * stride + static_cast<std::size_t>(i)]) best = c;
                }
                REQUIRE(labels[static_cast<std::size_t>(i)] == chosen[best]);
            }
        }
    });
}

TEMPLATE_TEST_CASE("Bounds and sums of columns, deviations, distances to points and exact sums are the reference's", "",
                   float, double) {
    using T = TestType;
    on_every_target([] {
        for (const Size& s : sizes()) {
            INFO(s.rows << " rows, " << s.features << " features");
            const RandomTile<T> tile(s.rows, s.features, 6);
            const std::vector<double> point(static_cast<std::size_t>(s.features), 0.1);
            std::vector<double> squared(static_cast<std::size_t>(padded_rows<T>(s.rows)));
            squared_deviations(tile.view(), point.data(), squared.data());

            const auto d = static_cast<std::size_t>(s.features);
            const std::vector<FixedPoint> columns(d, FixedPoint(100, 1000));
            std::vector<T> minimum(d, T{1});  // not 0, which padding rows are
            std::vector<T> maximum(d, T{-1});
            std::vector<std::int64_t> limbs(2 * d, 5);
            extend_bounds(tile.view(), minimum.data(), maximum.data());
            add_columns<T>(tile.view(), columns, limbs.data());
            for (std::size_t t = 0; t < d; ++t) {
                T low{1};
                T high{-1};
                Limbs sum{5, 5};
                for (int i = 0; i < s.rows; ++i) {
                    low = std::min(low, tile.row_major.row(i)[t]);
                    high = std::max(high, tile.row_major.row(i)[t]);
                    sum += columns[t].split(static_cast<double>(tile.row_major.row(i)[t]));
                }
                REQUIRE(minimum[t] == low);
                REQUIRE(maximum[t] == high);
                REQUIRE(Limbs{limbs[t], limbs[d + t]} == sum);
            }

            std::vector<double> scatter(2 * static_cast<std::size_t>(feature_pairs(s.features)));
            scatter_form(tile.view(), point.data(), scatter.data(), 2);
            std::size_t pair = 0;
            for (int t = 0; t < s.features; ++t)
                for (int u = t; u < s.features; ++u, pair += 2) {
                    double sum = 0;
                    for (int i = 0; i < s.rows; ++i)
                        sum += (static_cast<double>(tile.row_major.row(i)[t]) - 0.1) *
                               (static_cast<double>(tile.row_major.row(i)[u]) - 0.1);
                    REQUIRE(std::abs(scatter[pair] - (t == u ? sum : 2 * sum)) < 1e-10);
                }

            const Matrix<T> points = random_centers<T>(s.k, s.features, 7);
            std::vector<double> sums(squared.size(), 1.0);
            add_distances(tile.view(), Panels<T>(points.view()), sums.data());
            for (int i = 0; i < s.rows; ++i) {
                const T* row = tile.row_major.row(i);
                const std::vector<double> as_double(row, row + s.features);
                REQUIRE(squared[static_cast<std::size_t>(i)] ==
                        squared_distance(as_double.data(), point.data(), s.features));
                double sum = 1.0;
                for (int j = 0; j < s.k; ++j)
                    sum += std::sqrt(static_cast<double>(squared_distance(row, points.row(j), s.features)));
                REQUIRE(sums[static_cast<std::size_t>(i)] == sum);
            }

            const FixedPoint scale(100, 1000);
            std::vector<T> values;
            for (int i = 0; i < s.rows; ++i) values.push_back(static_cast<T>(std::sin(i) * 99));
            Limbs expected;
            for (const T value : values) expected += scale.split(static_cast<double>(value));
            REQUIRE(exact_sum(values.data(), s.rows, scale) == expected);
        }
    });
}

TEMPLATE_TEST_CASE("Rows as they come in are examined, and laid out as a block", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (int features = 1; features <= 40; ++features) {
            INFO(features << " features");
            constexpr int lanes = TileView<T>::lanes;
            RandomTile<T> tile(lanes, features, 8);
            std::vector<T> block(tile.blocks.size());
            lay_out<T>(tile.row_major.view(), block.data());
            REQUIRE(same_bits(block, std::vector<T>(tile.blocks.span().begin(), tile.blocks.span().end())));

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
                    T& value = tile.row_major.row(t % lanes)[t];
                    const T good = std::exchange(value, bad);
                    CHECK_FALSE(examine_rows<T>(tile.row_major.view(), minimum.data(), maximum.data()));
                    value = good;
                }
        }
    });
}

TEST_CASE("Rows move between the sums of clusters") {
    on_every_target([] {
        const int features = 5;
        const RandomTile<double> tile(40, features, 8);
        const std::vector<FixedPoint> columns(features, FixedPoint(10, 100));
        const int stride = limb_stride(features);
        std::vector<std::int64_t> limbs(static_cast<std::size_t>(40 * stride), -1);
        for (int i = 0; i < 40; ++i) split_row(tile.view(), i, columns, limbs.data() + i * stride);

        std::vector<std::int64_t> sums(static_cast<std::size_t>(3 * stride));
        const std::vector<Move> moves = {{7, no_cluster, 2}, {39, no_cluster, 1}, {7, 2, 0}};
        move_rows(limbs.data(), stride, moves, sums.data());
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

TEST_CASE("Rows selected from a tile keep their values, and the last block is filled up with zeros") {
    const RandomTile<float> tile(70, 3, 9);
    const std::vector<std::int32_t> rows = {0, 31, 32, 69};
    std::vector<float> out(static_cast<std::size_t>(padded_rows<float>(4) * 3), -1.0F);
    const TileView<float> some = select_rows<float>(tile.view(), rows, out.data());
    REQUIRE(some.rows == 4);
    for (int t = 0; t < 3; ++t) {
        for (int i = 0; i < 4; ++i) CHECK(some.at(i, t) == tile.row_major.row(rows[static_cast<std::size_t>(i)])[t]);
        for (int i = 4; i < TileView<float>::lanes; ++i) CHECK(some.at(i, t) == 0);
    }
}

TEST_CASE("Panels hold every centre once, in ascending index and nearly equal width") {
    for (int k = 1; k <= 45; ++k) {
        Matrix<float> centers(k, 3);
        for (int j = 0; j < k; ++j)
            for (int t = 0; t < 3; ++t) centers.row(j)[t] = static_cast<float>(10 * j + t);
        const Panels<float> panels(centers.view());
        int next = 0;
        for (int p = 0; p < panels.count(); ++p) {
            const Panel<float> panel = panels[p];
            REQUIRE(panel.width >= 1);
            REQUIRE(panel.width <= Panels<float>::widest);
            REQUIRE(panel.width >= panels[0].width - 1);
            for (int c = 0; c < panel.width; ++c, ++next) {
                REQUIRE(panel.indices[c] == static_cast<float>(next));
                for (int t = 0; t < 3; ++t) REQUIRE(panel.centers[t * panel.width + c] == centers.row(next)[t]);
            }
        }
        REQUIRE(next == k);
    }
}
