#include "lloyd/core/bounds/filter.hpp"

#include "core/bounds/rounded.hpp"
#include "core/random_tile.hpp"
#include "lloyd/core/bounds/shifted_centers.hpp"
#include "lloyd/core/exact/distance.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"
#include "support/true_distance.hpp"

#include <algorithm>
#include <limits>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

/// Rows, centres near and far, and how far one is from the other, computed once for all targets.
template <class T>
struct Distances {
    explicit Distances(const Size& s) : tile(s.rows, s.features, 11), centers(random_centers<T>(s.k, s.features, 12)) {
        // Off the grid, but for every third: those are ties.
        for (int j = 0; j < s.k; ++j)
            if (j % 3 != 0) centers.row(j)[0] += static_cast<T>(0.001 * j);
        for (int i = 0; i < s.rows; ++i) {
            std::int32_t label = 0;
            T least = std::numeric_limits<T>::infinity();
            for (int j = 0; j < s.k; ++j) {
                exact.push_back(true_distance(tile.row_major.row(i), centers.row(j), s.features));
                const T squared = squared_distance(tile.row_major.row(i), centers.row(j), s.features);
                if (squared >= least) continue;
                least = squared;
                label = j;
            }
            labels.push_back(label);
        }
    }

    RandomTile<T> tile;
    Matrix<T> centers;
    std::vector<std::int32_t> labels;
    std::vector<long double> exact;  ///< [row][centre]
};

/// What the filter finds of a tile.
struct Found {
    Found(const ShiftedTile& rows, const Panels<float>& centers, const Scoring& scoring)
        : labels(static_cast<std::size_t>(padded_rows<float>(rows.rows()))),
          above(labels.size()),
          nearest_below(labels.size()),
          next_below(labels.size()),
          uncertain(certain_nearest(rows, centers, scoring, labels.data(),
                                    {above.data(), nearest_below.data(), next_below.data()})) {}

    std::vector<std::int32_t> labels;
    std::vector<float> above;
    std::vector<float> nearest_below;
    std::vector<float> next_below;
    int uncertain;
};

}  // namespace

TEMPLATE_TEST_CASE("A label that the filter is certain of is the nearest centre's", "", float, double) {
    using T = TestType;
    std::vector<Distances<T>> expected;
    for (const Size& s : sizes()) expected.emplace_back(s);
    on_every_target([&] {
        for (const Lanes lanes : {Lanes::rows, Lanes::features}) {
            std::int64_t certain = 0;
            std::int64_t rows = 0;
            for (const Distances<T>& e : expected)
                for (const double offset : {0.0, 1000.0}) {
                    const int features = e.tile.features;
                    const int k = static_cast<int>(e.centers.rows());
                    if (std::ranges::count(ways(features), lanes) == 0) continue;
                    INFO(e.tile.rows << " rows, " << features << " features, " << k << " centres, offset " << offset);
                    const std::vector<T> origin(static_cast<std::size_t>(features), static_cast<T>(offset));
                    ShiftedCenters<T> centers(k, origin, lanes);
                    centers.set(e.centers.view());
                    const Rounded<T> rounded(e.tile, origin, lanes);
                    const Found found(rounded.shifted, centers.panels(), centers.scoring());
                    int counted = 0;
                    for (std::size_t i = 0; i < e.labels.size(); ++i) {
                        const std::int32_t label = found.labels[i];
                        bool holds = label == no_cluster || label == e.labels[i];
                        for (int j = 0; j < k && label != no_cluster; ++j) {
                            const long double distance =
                                e.exact[i * static_cast<std::size_t>(k) + static_cast<std::size_t>(j)];
                            holds &= j == label ? found.above[i] >= distance && found.nearest_below[i] <= distance
                                                : found.next_below[i] <= distance;
                        }
                        REQUIRE(holds);
                        // 1000 is far from the rows, so that norms dwarf distances.
                        const float error = rounded.shifted.error();
                        const float above = found.above[i];
                        const float below = found.nearest_below[i];
                        if (offset == 0 && label != no_cluster)
                            REQUIRE(above * above - below * below <
                                    4.1F * error * (above + error) +
                                        3e-6F * static_cast<float>((features + 8) * (features + 20)));
                        counted += label == no_cluster ? 1 : 0;
                    }
                    REQUIRE(counted == found.uncertain);
                    if (offset == 0) certain += e.tile.rows - counted, rows += e.tile.rows;

                    // Some of the rows, on their own.
                    std::vector<std::int32_t> some;
                    for (int i = e.tile.rows / 2; i < e.tile.rows; i += 3) some.push_back(i);
                    ShiftedTile selected(e.tile.rows, features, lanes);
                    selected.set(rounded.rounded, some);
                    const Found alone(selected, centers.panels(), centers.scoring());
                    for (std::size_t i = 0; i < some.size(); ++i) {
                        const auto row = static_cast<std::size_t>(some[i]);
                        REQUIRE(alone.labels[i] == found.labels[row]);
                        REQUIRE(alone.above[i] == found.above[row]);
                        REQUIRE(alone.next_below[i] == found.next_below[row]);
                    }
                }
            CHECK(certain > rows / 2);
        }
    });
}
