#include "lloyd/core/exact/nearest.hpp"

#include "core/random_tile.hpp"
#include "lloyd/core/bounds/tile_test.hpp"
#include "lloyd/core/exact/distance.hpp"
#include "lloyd/core/label.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"

#include <algorithm>
#include <limits>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

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

namespace {

/// The distances from rows to some of the centres, computed once for all targets.
template <class T>
struct Distances {
    explicit Distances(const Size& s) : tile(s.rows, s.features, 9), centers(random_centers<T>(s.k, s.features, 10)) {
        for (int j = s.k % 2; j < s.k; j += 1 + j % 3) chosen.push_back(j);
        for (int i = 0; i < s.rows; ++i) {
            std::int32_t nearest_chosen = no_cluster;
            T least = std::numeric_limits<T>::infinity();
            for (const std::int32_t j : chosen) {
                squared.push_back(squared_distance(tile.row_major.row(i), centers.row(j), s.features));
                if (squared.back() >= least) continue;
                least = squared.back();
                nearest_chosen = j;
            }
            labels.push_back(nearest_chosen);
        }
    }

    RandomTile<T> tile;
    Matrix<T> centers;
    std::vector<std::int32_t> chosen;
    std::vector<T> squared;  ///< [row][chosen centre]
    std::vector<std::int32_t> labels;
};

}  // namespace

TEMPLATE_TEST_CASE("All distances are the reference's, to some of the centres too", "", float, double) {
    using T = TestType;
    std::vector<Distances<T>> expected;
    for (const Size& s : sizes()) expected.emplace_back(s);
    on_every_target([&] {
        for (const Distances<T>& e : expected) {
            if (e.chosen.empty()) continue;
            INFO(e.tile.rows << " rows, " << e.tile.features << " features, " << e.centers.rows() << " centres");
            Panels<T> panels(e.centers.view());
            panels.pack(e.centers.view(), e.chosen);
            const auto stride = static_cast<std::size_t>(padded_rows<T>(e.tile.rows));
            std::vector<T> by_center(e.chosen.size() * stride);
            all_distances(e.tile.view(), panels, by_center.data());
            std::vector<T> squared;
            for (std::size_t i = 0; i < e.labels.size(); ++i)
                for (std::size_t c = 0; c < e.chosen.size(); ++c) squared.push_back(by_center[c * stride + i]);
            REQUIRE(same_bits(squared, e.squared));

            std::vector<std::int32_t> labels(stride);
            std::vector<T> nearest_distances(stride);
            nearest(e.tile.view(), panels, labels.data(), nearest_distances.data());
            labels.resize(e.labels.size());
            REQUIRE(labels == e.labels);
        }
    });
}
