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
    Rounded(const RandomTile<T>& tile, const std::vector<T>& origin, Lanes lanes)
        : integers(static_cast<std::size_t>(padded_rows<std::int16_t>(tile.rows) * tile.features)),
          middle(static_cast<std::size_t>(tile.features)),
          norms(static_cast<std::size_t>(padded_rows<std::int16_t>(tile.rows))),
          rounded(round_tile(tile.view(), origin.data(), {lanes, integers.data(), middle.data(), norms.data()})),
          shifted(tile.rows, tile.features, lanes) {
        shifted.set(rounded);
    }

    Buffer<std::int16_t> integers;
    std::vector<float> middle;
    std::vector<float> norms;
    RoundedTile rounded;
    ShiftedTile shifted;
};

/// Every way to read so many features.
std::vector<Lanes> ways(int features) {
    return features < 64 ? std::vector{Lanes::rows} : std::vector{Lanes::rows, Lanes::features};
}

}  // namespace

TEMPLATE_TEST_CASE("Rounded rows are as near to the rows as they say, on every target the same", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (const Size& s : sizes()) {
            INFO(s.rows << " rows, " << s.features << " features");
            const RandomTile<T> tile(s.rows, s.features, 14);
            const std::vector<T> origin(static_cast<std::size_t>(s.features), T{0.1F});
            const Rounded<T> rounded(tile, origin, Lanes::rows);
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

            if (s.features < 64) continue;
            const Rounded<T> by_row(tile, origin, Lanes::features);
            REQUIRE(by_row.rounded.step == rounded.rounded.step);
            REQUIRE(by_row.shifted.error() == rounded.shifted.error());
            bool same = by_row.middle == rounded.middle;
            for (int i = 0; i < s.rows; ++i) {
                for (int t = 0; t < s.features; ++t)
                    same &= by_row.shifted.row(i)[t] == rounded.rounded.blocks().at(i, t);
                const float norm = rounded.shifted.norms()[i];
                REQUIRE(std::abs(by_row.shifted.norms()[i] - norm) <= 1e-4F * norm);
                REQUIRE(by_row.shifted.norms()[i] <= by_row.shifted.largest_norm());
            }
            REQUIRE(same);
        }
    });
}

TEST_CASE("Rows that single precision cannot square are known only to be somewhere") {
    RandomTile<double> tile(5, 2, 1);
    for (double& value : tile.blocks.span()) value *= 1e25;
    const Rounded<double> rounded(tile, {0, 0}, Lanes::rows);
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

/// What the filter finds of a tile.
struct Found {
    Found(const ShiftedTile& rows, const FilteredCenters& centers)
        : labels(static_cast<std::size_t>(padded_rows<float>(rows.rows()))),
          above(labels.size()),
          nearest_below(labels.size()),
          next_below(labels.size()),
          uncertain(certain_nearest(rows, centers.panels(), centers.filter(), labels.data(),
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
                    FilteredCenters filtered;
                    filtered.set(e.centers, origin, lanes);
                    const Rounded<T> rounded(e.tile, origin, lanes);
                    const Found found(rounded.shifted, filtered);
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
                    ShiftedTile of_some(e.tile.rows, features, lanes);
                    of_some.set(rounded.rounded, some);
                    const Found alone(of_some, filtered);
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
        for (const Gains<T>& e : expected)
            for (const Lanes lanes : ways(e.tile.features)) {
                INFO(e.tile.rows << " rows, " << e.tile.features << " features, " << e.gain.size() << " candidates");
                const std::vector<T> origin(static_cast<std::size_t>(e.tile.features), T{0.1F});
                const Rounded<T> rounded(e.tile, origin, lanes);
                FilteredCenters filtered_candidates;
                FilteredCenters filtered;
                filtered_candidates.set(e.candidates, origin, lanes);
                filtered.set(e.centers, origin, lanes);
                Filter filter = filtered_candidates.filter();
                filter.largest_norm = std::max(filter.largest_norm, filtered.filter().largest_norm);
                const ScoredCenters near{filtered.panels(), filtered.filter()};
                std::vector<float> closest(static_cast<std::size_t>(padded_rows<float>(e.tile.rows)));
                lower_scores(rounded.shifted, near, true, closest.data());
                const std::vector<float> once = closest;
                lower_scores(rounded.shifted, near, false, closest.data());
                REQUIRE(closest == once);
                std::vector<ScoreTrial> trials(e.gain.size());
                std::vector<std::vector<float>> scores(trials.size(), closest);
                std::vector<float*> places;
                for (std::vector<float>& of_trial : scores) places.push_back(of_trial.data());
                try_scores(rounded.shifted, {filtered_candidates.panels(), filter}, closest.data(), trials.data(),
                           places.data());
                for (std::int32_t c = 0; lanes == Lanes::features && c < e.candidates.rows(); ++c) {
                    Panels<float> panels;
                    std::vector<float> half_norms;
                    const Filter one = filtered_candidates.filter(std::span(&c, 1), panels, half_norms);
                    std::vector<float> expected_scores = closest;
                    lower_scores(rounded.shifted, {panels, one}, true, expected_scores.data());
                    scores[static_cast<std::size_t>(c)].resize(static_cast<std::size_t>(e.tile.rows));
                    expected_scores.resize(static_cast<std::size_t>(e.tile.rows));
                    REQUIRE(scores[static_cast<std::size_t>(c)] == expected_scores);
                }

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
