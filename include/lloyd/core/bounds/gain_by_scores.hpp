#pragma once

#include "lloyd/core/bounds/scores.hpp"
#include "lloyd/core/bounds/shifted_tile.hpp"
#include "lloyd/core/panels.hpp"

namespace lloyd {

// k-means++ by scores (scores.hpp): what a candidate takes off the rows' squared distances needs no exact distances,
// only bounds that decide between candidates.
//
// Half of what a row gains, max(0, closest score - score), is off by at most the error of a lead: by the same count as
// in filter.hpp, with |x| and |c| the largest there are, e (3 |x|^2 + 4 |c|^2) + 2 error |c|. A row that would gain
// less than minus that stays where it is. Its squared distance to the closest is |x|^2 + 2 score.

/// Bounds on what a candidate does to the squared distances of a tile's rows, as computed in the rows' own type.
struct GainOnRows {
    double gain_below = 0;  ///< <= what it takes off their sum
    double gain_above = 0;
    double farthest_above = 0;  ///< >= the largest that is left
    int rows = 0;               ///< at least as many as change
};

/// Centres less the origin, packed.
struct ScoredCenters {
    const Panels<float>& panels;
    Scoring scoring;
};

/// |x|^2 + 2 score + this is no less than a row's squared distance to the centre, as computed in the rows' own type.
double squared_error(const ShiftedTile& rows, const Scoring& scoring);

/// Takes centres in: closest = min(closest, scores) for every row, or the scores alone where `begins`. `closest` has
/// padded_rows<float>(rows) elements, those beyond the rows minus infinity.
void lower_scores(const ShiftedTile& rows, const ScoredCenters& centers, bool begins, float* closest);

/// Bounds on a sum.
struct SumBounds {
    double below;
    double above;
};

/// Of the rows' squared distances to their closest, as computed in the rows' own type. scoring.largest_norm is of the
/// centres in `closest`.
SumBounds potential(const ShiftedTile& rows, const Scoring& scoring, const float* closest);

/// What each candidate would gain on its own. candidates.scoring.largest_norm is of candidates and of the centres in
/// `closest`. With features in the lanes, where scores are dear, all are left in scores[candidate][padded row], unless
/// that is null.
void bound_gain_by_scores(const ShiftedTile& rows, const ScoredCenters& candidates, const float* closest,
                          GainOnRows* gains, float* const* scores = nullptr);

}  // namespace lloyd
