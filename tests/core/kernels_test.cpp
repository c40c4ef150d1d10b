#include "lloyd/core/kernels.hpp"

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/distance.hpp"
#include "lloyd/core/filter.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"
#include "support/true_distance.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

using namespace lloyd;
using lloyd::test::on_every_target;
using lloyd::test::true_distance;

namespace {

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

/// A tile of random rows, and the same rows one after another.
template <class T>
struct RandomTile {
    RandomTile(int rows_, int features_, unsigned seed)
        : rows(rows_), features(features_), blocks(static_cast<std::size_t>(padded_rows<T>(rows_) * features_)) {
        std::mt19937 random(seed);
        std::normal_distribution<double> normal;
        std::fill_n(blocks.data(), blocks.size(), T{0});
        row_major = Matrix<T>(rows, features);
        for (int i = 0; i < rows; ++i)
            for (int t = 0; t < features; ++t) {
                // A coarse grid makes ties.
                const T value = static_cast<T>(std::round(normal(random) * 2) / 2);
                row_major.row(i)[t] = value;
                blocks[static_cast<std::size_t>((i / TileView<T>::lanes * features + t) * TileView<T>::lanes +
                                                i % TileView<T>::lanes)] = value;
            }
    }
    TileView<T> view() const { return {blocks.data(), rows, features}; }

    int rows;
    int features;
    Buffer<T> blocks;
    Matrix<T> row_major;
};

template <class T>
Matrix<T> random_centers(int k, int features, unsigned seed) {
    const RandomTile<T> tile(k, features, seed);
    return tile.row_major;
}

struct Size {
    int rows, features, k;
};

#if defined(__SANITIZE_ADDRESS__)
constexpr int centers_step = 13;  // twenty times slower
#else
constexpr int centers_step = 1;
#endif

/// Every number of features with every number of centres, every remainder of rows, a few large ones.
std::vector<Size> sizes() {
    std::vector<Size> all;
    for (int d = 1; d <= 70; ++d)
        for (int k = 1 + d % centers_step; k <= 40; k += centers_step) all.push_back({1 + (d * 7 + k * 11) % 37, d, k});
    for (int n = 1; n <= 70; ++n) all.push_back({n, 3, 7});
    all.push_back({256, 10, 10});
    all.push_back({33, 784, 10});
    all.push_back({40, 5, 1000});
    return all;
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

TEMPLATE_TEST_CASE("Trials and closest distances are the reference's", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (const Size& s : sizes()) {
            INFO(s.rows << " rows, " << s.features << " features, " << s.k << " candidates");
            const double scale = 0x1p20;
            const RandomTile<T> tile(s.rows, s.features, 4);
            const Matrix<T> candidates = random_centers<T>(s.k, s.features, 5);
            std::vector<T> closest(static_cast<std::size_t>(padded_rows<T>(s.rows)), T{0});
            for (int i = 0; i < s.rows; ++i)
                closest[static_cast<std::size_t>(i)] = static_cast<T>(0.37 * (i % 7) * s.features);
            std::vector<Trial> trials(static_cast<std::size_t>(s.k));
            try_candidates(tile.view(), Panels<T>(candidates.view()), closest.data(), Panels<T>(), scale,
                           trials.data());

            const auto weight = [&](T distance) {
                return static_cast<std::int64_t>(std::floor(static_cast<double>(distance) * scale));
            };
            const auto distance = [&](int i, int c) {
                return squared_distance(tile.row_major.row(i), candidates.row(c), s.features);
            };
            for (int c = 0; c < s.k; ++c) {
                Trial expected;
                for (int i = 0; i < s.rows; ++i) {
                    const T before = closest[static_cast<std::size_t>(i)];
                    const T after = std::min(before, distance(i, c));
                    expected.gain += weight(before) - weight(after);
                    expected.farthest = std::max(expected.farthest, static_cast<double>(after));
                }
                REQUIRE(trials[static_cast<std::size_t>(c)].gain == expected.gain);
                REQUIRE(trials[static_cast<std::size_t>(c)].farthest == expected.farthest);
            }

            // The same, when the closest so far are found on the way.
            const Panels<T> near(random_centers<T>(1 + s.k % 4, s.features, 13).view());
            std::vector<T> found(closest.size());
            std::fill_n(found.begin(), s.rows, std::numeric_limits<T>::infinity());
            update_closest(tile.view(), near, found.data());
            std::vector<Trial> expected_trials(trials.size());
            try_candidates(tile.view(), Panels<T>(candidates.view()), found.data(), Panels<T>(), scale,
                           expected_trials.data());
            try_candidates(tile.view(), Panels<T>(candidates.view()), static_cast<const T*>(nullptr), near, scale,
                           trials.data());
            for (std::size_t c = 0; c < trials.size(); ++c) {
                REQUIRE(trials[c].gain == expected_trials[c].gain);
                REQUIRE(trials[c].farthest == expected_trials[c].farthest);
            }

            std::vector<T> updated = closest;
            const T largest = update_closest(
                tile.view(), Panels<T>(MatrixView<const T>{candidates.row(0), 1, s.features}), updated.data());
            for (int i = 0; i < s.rows; ++i)
                closest[static_cast<std::size_t>(i)] = std::min(closest[static_cast<std::size_t>(i)], distance(i, 0));
            REQUIRE(same_bits(updated, closest));
            REQUIRE(largest == *std::max_element(closest.begin(), closest.end()));
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

TEMPLATE_TEST_CASE("A label that the filter is certain of is the nearest centre's", "", float, double) {
    using T = TestType;
    on_every_target([] {
        std::int64_t certain = 0;
        std::int64_t rows = 0;
        for (const Size& s : sizes())
            for (const double offset : {0.0, 1000.0}) {
                INFO(s.rows << " rows, " << s.features << " features, " << s.k << " centres, offset " << offset);
                const RandomTile<T> tile(s.rows, s.features, 11);
                Matrix<T> centers = random_centers<T>(s.k, s.features, 12);
                // Off the grid, but for every third: those are ties.
                for (int j = 0; j < s.k; ++j)
                    if (j % 3 != 0) centers.row(j)[0] += static_cast<T>(0.001 * j);
                const std::vector<T> origin(static_cast<std::size_t>(s.features), static_cast<T>(offset));
                FilteredCenters filtered;
                filtered.set(centers, origin);
                ShiftedTile shifted(s.rows, s.features);
                shifted.set(tile.view(), origin);
                const auto padded = static_cast<std::size_t>(padded_rows<float>(s.rows));
                std::vector<std::int32_t> labels(padded);
                std::vector<float> above(padded);
                std::vector<float> nearest_below(padded);
                std::vector<float> next_below(padded);
                const int uncertain = certain_nearest(shifted, filtered.panels(), filtered.filter(), labels.data(),
                                                      {above.data(), nearest_below.data(), next_below.data()});
                std::vector<std::int32_t> expected(padded);
                std::vector<T> distances(padded);
                nearest(tile.view(), Panels<T>(centers.view()), expected.data(), distances.data());
                int counted = 0;
                for (std::size_t i = 0; i < static_cast<std::size_t>(s.rows); ++i) {
                    counted += labels[i] == no_cluster ? 1 : 0;
                    REQUIRE((labels[i] == no_cluster || labels[i] == expected[i]));
                    if (labels[i] == no_cluster) continue;
                    for (int j = 0; j < s.k; ++j) {
                        const long double distance =
                            true_distance(tile.row_major.row(static_cast<int>(i)), centers.row(j), s.features);
                        if (j == labels[i]) {
                            REQUIRE(above[i] >= distance);
                            REQUIRE(nearest_below[i] <= distance);
                            // 1000 is far from the rows, so that norms dwarf distances.
                            if (offset == 0)
                                REQUIRE(above[i] * above[i] - nearest_below[i] * nearest_below[i] <
                                        3e-6F * static_cast<float>((s.features + 8) * (s.features + 20)));
                        } else {
                            REQUIRE(next_below[i] <= distance);
                        }
                    }
                }
                REQUIRE(counted == uncertain);
                if (offset == 0) certain += s.rows - counted, rows += s.rows;
            }
        CHECK(certain > rows / 2);
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
