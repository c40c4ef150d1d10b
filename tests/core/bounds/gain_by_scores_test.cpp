#include "lloyd/core/bounds/gain_by_scores.hpp"

#include "core/bounds/rounded.hpp"
#include "core/random_tile.hpp"
#include "lloyd/core/bounds/shifted_centers.hpp"
#include "lloyd/core/exact/distance.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"

#include <algorithm>
#include <limits>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

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

TEMPLATE_TEST_CASE("What a candidate gains lies within the bounds that scores give", "", float, double) {
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
                ShiftedCenters<T> candidates(e.candidates.rows(), origin, lanes);
                ShiftedCenters<T> centers(e.centers.rows(), origin, lanes);
                candidates.set(e.candidates.view());
                centers.set(e.centers.view());
                Scoring scoring = candidates.scoring();
                scoring.largest_norm = std::max(scoring.largest_norm, centers.scoring().largest_norm);
                const ScoredCenters near{centers.panels(), centers.scoring()};
                std::vector<float> closest(static_cast<std::size_t>(padded_rows<float>(e.tile.rows)));
                lower_scores(rounded.shifted, near, true, closest.data());
                const std::vector<float> once = closest;
                lower_scores(rounded.shifted, near, false, closest.data());
                REQUIRE(closest == once);
                std::vector<GainOnRows> gains(e.gain.size());
                std::vector<std::vector<float>> scores(gains.size(), closest);
                std::vector<float*> places;
                for (std::vector<float>& of_candidate : scores) places.push_back(of_candidate.data());
                bound_gain_by_scores(rounded.shifted, {candidates.panels(), scoring}, closest.data(), gains.data(),
                                     places.data());
                for (std::int32_t c = 0; lanes == Lanes::features && c < e.candidates.rows(); ++c) {
                    PackedCenters packed;
                    const Scoring one = candidates.pack(std::span(&c, 1), packed);
                    std::vector<float> expected_scores = closest;
                    lower_scores(rounded.shifted, {packed.panels, one}, true, expected_scores.data());
                    scores[static_cast<std::size_t>(c)].resize(static_cast<std::size_t>(e.tile.rows));
                    expected_scores.resize(static_cast<std::size_t>(e.tile.rows));
                    REQUIRE(scores[static_cast<std::size_t>(c)] == expected_scores);
                }

                const SumBounds left = potential(rounded.shifted, scoring, closest.data());
                REQUIRE(left.below <= e.potential);
                REQUIRE(left.above >= e.potential);
                total += e.potential;
                slack += left.above - left.below;
                for (std::size_t c = 0; c < gains.size(); ++c) {
                    const GainOnRows& gain = gains[c];
                    REQUIRE(gain.gain_below <= e.gain[c]);
                    REQUIRE(gain.gain_above >= e.gain[c]);
                    REQUIRE(gain.rows >= e.changed[c]);
                    REQUIRE(gain.farthest_above >= e.farthest[c]);
                    total += e.gain[c];
                    slack += gain.gain_above - gain.gain_below;
                }
            }
        CHECK(slack < 0.01 * total);
    });
}
