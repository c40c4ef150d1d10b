#include "lloyd/core/filter.hpp"

#include "core/random_tile.hpp"
#include "lloyd/core/distance.hpp"
#include "lloyd/core/score_trials.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"
#include "support/true_distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

/// A tile as filters read it.
template <class T>
struct Rounded {
    Rounded(const RandomTile<T>& tile, const std::vector<T>& origin)
        : integers(static_cast<std::size_t>(padded_rows<std::int16_t>(tile.rows) * tile.features)),
          middle(static_cast<std::size_t>(tile.features)),
          rounded(round_tile(tile.view(), origin.data(), integers.data(), middle.data())),
          shifted(tile.rows, tile.features) {
        shifted.set(rounded);
    }

    Buffer<std::int16_t> integers;
    std::vector<float> middle;
    RoundedTile rounded;
    ShiftedTile shifted;
};

}  // namespace

TEMPLATE_TEST_CASE("Rounded rows are as near to the rows as they say, on every target the same", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (const Size& s : sizes()) {
            INFO(s.rows << " rows, " << s.features << " features");
            const RandomTile<T> tile(s.rows, s.features, 14);
            const std::vector<T> origin(static_cast<std::size_t>(s.features), T{0.1F});
            const Rounded<T> rounded(tile, origin);
            double farthest = 0;
            for (int i = 0; i < s.rows; ++i) {
                double squared = 0;
                double norm = 0;
                for (int t = 0; t < s.features; ++t) {
                    const double value = static_cast<double>(rounded.shifted.view().at(i, t));
                    const double exact = static_cast<double>(tile.row_major.row(i)[t]) - static_cast<double>(origin[0]);
                    squared += (value - exact) * (value - exact);
                    norm += value * value;
                }
                farthest = std::max(farthest, squared);
                REQUIRE(std::abs(static_cast<double>(rounded.shifted.norms()[i]) - norm) <= 1e-4 * norm);
                REQUIRE(rounded.shifted.norms()[i] <= rounded.shifted.largest_norm());
            }
            farthest = std::sqrt(farthest);
            REQUIRE(static_cast<double>(rounded.shifted.error()) >= farthest);
            REQUIRE(static_cast<double>(rounded.shifted.error()) <= farthest * (1 + 1e-5) + 1e-30);
            // Half a step in each feature, and float's own rounding.
            REQUIRE(farthest <= (0.5 * static_cast<double>(rounded.rounded.step) + 1e-6) * std::sqrt(s.features));
            REQUIRE(rounded.rounded.step < 2e-4F);
        }
    });
}

TEST_CASE("Rows that single precision cannot square are known only to be somewhere") {
    RandomTile<double> tile(5, 2, 1);
    for (double& value : tile.blocks.span()) value *= 1e25;
    const Rounded<double> rounded(tile, {0, 0});
    CHECK(std::isinf(rounded.shifted.error()));
}

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

}  // namespace

TEMPLATE_TEST_CASE("A label that the filter is certain of is the nearest centre's", "", float, double) {
    using T = TestType;
    std::vector<Distances<T>> expected;
    for (const Size& s : sizes()) expected.emplace_back(s);
    on_every_target([&] {
        std::int64_t certain = 0;
        std::int64_t one_by_one = 0;
        std::int64_t rows = 0;
        for (const Distances<T>& e : expected)
            for (const double offset : {0.0, 1000.0}) {
                const int features = e.tile.features;
                const int k = static_cast<int>(e.centers.rows());
                INFO(e.tile.rows << " rows, " << features << " features, " << k << " centres, offset " << offset);
                const std::vector<T> origin(static_cast<std::size_t>(features), static_cast<T>(offset));
                FilteredCenters filtered;
                filtered.set(e.centers, origin);
                const Rounded<T> rounded(e.tile, origin);
                const ShiftedTile& shifted = rounded.shifted;
                const auto padded = static_cast<std::size_t>(padded_rows<float>(e.tile.rows));
                std::vector<std::int32_t> labels(padded);
                std::vector<float> above(padded);
                std::vector<float> nearest_below(padded);
                std::vector<float> next_below(padded);
                const int uncertain = certain_nearest(shifted, filtered.panels(), filtered.filter(), labels.data(),
                                                      {above.data(), nearest_below.data(), next_below.data()});
                int counted = 0;
                std::vector<float> values(static_cast<std::size_t>(features));
                std::vector<std::int16_t> integers(values.size());
                for (std::size_t i = 0; i < e.labels.size(); ++i) {
                    copy_row(rounded.rounded, static_cast<int>(i), integers.data());
                    restore_row(rounded.rounded, integers.data(), values.data());
                    const NearestOfRow of_row =
                        certain_nearest({values.data(), shifted.error()}, filtered.shifted(), filtered.filter());
                    bool is_restored = true;
                    for (int t = 0; t < features; ++t)
                        is_restored &= values[static_cast<std::size_t>(t)] == shifted.view().at(static_cast<int>(i), t);
                    bool holds = of_row.label == no_cluster || of_row.label == e.labels[i];
                    bool holds_together = labels[i] == no_cluster || labels[i] == e.labels[i];
                    for (int j = 0; j < k; ++j) {
                        const long double distance =
                            e.exact[i * static_cast<std::size_t>(k) + static_cast<std::size_t>(j)];
                        if (of_row.label != no_cluster)
                            holds &=
                                j == of_row.label ? of_row.nearest_above >= distance : of_row.next_below <= distance;
                        if (labels[i] != no_cluster)
                            holds_together &= j == labels[i] ? above[i] >= distance && nearest_below[i] <= distance
                                                             : next_below[i] <= distance;
                    }
                    REQUIRE(is_restored);
                    REQUIRE(holds);
                    REQUIRE(holds_together);
                    // 1000 is far from the rows, so that norms dwarf distances.
                    const float of_rounding = 4.1F * shifted.error() * (above[i] + shifted.error());
                    if (offset == 0 && labels[i] != no_cluster)
                        REQUIRE(above[i] * above[i] - nearest_below[i] * nearest_below[i] <
                                of_rounding + 3e-6F * static_cast<float>((features + 8) * (features + 20)));
                    // Sums are in another order, so that a few rows may be certain here and not there.
                    if (offset == 0) one_by_one += of_row.label != no_cluster ? 1 : 0;
                    counted += labels[i] == no_cluster ? 1 : 0;
                }
                REQUIRE(counted == uncertain);
                if (offset == 0) certain += e.tile.rows - counted, rows += e.tile.rows;
            }
        CHECK(certain > rows / 2);
        CHECK(std::abs(one_by_one - certain) <= rows / 100);
    });
}

namespace {

/// What candidates gain of rows with centres chosen before, by the obvious loops, once for all targets.
template <class T>
struct Gains {
    explicit Gains(const Size& s)
        : tile(s.rows, s.features, 15),
          candidates(random_centers<T>(s.k, s.features, 16)),
          centers(random_centers<T>(1 + s.k % 13, s.features, 17)),
          gain(static_cast<std::size_t>(s.k)),
          changed(gain.size()),
          farthest(gain.size()) {
        for (int i = 0; i < s.rows; ++i) {
            const T* row = tile.row_major.row(i);
            T before = std::numeric_limits<T>::infinity();
            for (int j = 0; j < centers.rows(); ++j)
                before = std::min(before, squared_distance(row, centers.row(j), s.features));
            potential += static_cast<double>(before);
            for (std::size_t c = 0; c < gain.size(); ++c) {
                const T after =
                    std::min(before, squared_distance(row, candidates.row(static_cast<std::int64_t>(c)), s.features));
                gain[c] += static_cast<double>(before) - static_cast<double>(after);
                changed[c] += after < before ? 1 : 0;
                farthest[c] = std::max(farthest[c], static_cast<double>(after));
            }
        }
    }

    RandomTile<T> tile;
    Matrix<T> candidates;
    Matrix<T> centers;
    double potential = 0;
    std::vector<double> gain;      ///< of each candidate
    std::vector<int> changed;      ///< rows that it would take
    std::vector<double> farthest;  ///< row from its nearest centre with it, squared
};

}  // namespace

TEMPLATE_TEST_CASE("What a candidate gains lies within the bounds of its trial", "", float, double) {
    using T = TestType;
    std::vector<Gains<T>> expected;
    for (const Size& s : sizes()) expected.emplace_back(s);
    on_every_target([&] {
        double total = 0;
        double slack = 0;
        for (const Gains<T>& e : expected) {
            INFO(e.tile.rows << " rows, " << e.tile.features << " features, " << e.gain.size() << " candidates");
            const std::vector<T> origin(static_cast<std::size_t>(e.tile.features), T{0.1F});
            const Rounded<T> rounded(e.tile, origin);
            FilteredCenters filtered_candidates;
            FilteredCenters filtered;
            filtered_candidates.set(e.candidates, origin);
            filtered.set(e.centers, origin);
            Filter filter = filtered_candidates.filter();
            filter.largest_norm = std::max(filter.largest_norm, filtered.filter().largest_norm);
            const ScoredCenters near{filtered.panels(), filtered.filter()};
            std::vector<float> closest(static_cast<std::size_t>(padded_rows<float>(e.tile.rows)));
            lower_scores(rounded.shifted, near, true, closest.data());
            const std::vector<float> once = closest;
            lower_scores(rounded.shifted, near, false, closest.data());
            REQUIRE(closest == once);
            std::vector<ScoreTrial> trials(e.gain.size());
            try_scores(rounded.shifted, {filtered_candidates.panels(), filter}, closest.data(), trials.data());

            const SumBounds left = potential(rounded.shifted, filter, closest.data());
            REQUIRE(left.below <= e.potential);
            REQUIRE(left.above >= e.potential);
            total += e.potential;
            slack += left.above - left.below;
            for (std::size_t c = 0; c < trials.size(); ++c) {
                const ScoreTrial& trial = trials[c];
                REQUIRE(trial.gain_below <= e.gain[c]);
                REQUIRE(trial.gain_above >= e.gain[c]);
                REQUIRE(trial.rows >= e.changed[c]);
                REQUIRE(trial.farthest_above >= e.farthest[c]);
                total += e.gain[c];
                slack += trial.gain_above - trial.gain_below;
            }
        }
        CHECK(slack < 0.01 * total);
    });
}
