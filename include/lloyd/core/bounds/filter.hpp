#pragma once

#include "lloyd/core/bounds/scores.hpp"
#include "lloyd/core/bounds/shifted_tile.hpp"
#include "lloyd/core/label.hpp"
#include "lloyd/core/panels.hpp"

#include <cstdint>

namespace lloyd {

// A quarter of the work of a distance in double: scores (scores.hpp) order a row's centres as distances do. They round
// differently, so they only filter: a row's label is certain when the best centre leads by more than all rounding, its
// own and that of squared_distance(), can make up for.
//
// With m and u as there, the error of a lead is at most (m + 6) u (|x|^2 + 2 max |c|^2). A computed squared distance is
// off by a factor within 1 +- (d + 3) v, v the rounding of the rows' type, and the two of a pair add up to 2 |x|^2 + 2
// (score + score). So with e = max((m + 8) u, (d + 8) v) a lead counts if it exceeds
// e (|x|^2 + 2 max |c|^2 + |x|^2 + score + next score), a tenth more for terms of higher order, and what underflow can
// lose. By the same count |x|^2 + 2 score misses |x - c|^2 by at most e (2 |x|^2 + 2 |c|^2).
//
// All that is said of the rounded rows: a row that is `error` away from them has another 2 error max |c| in a lead, and
// other distances by `error`.

/// For every row, what holds of its true distances to the centres filtered by, whether its label is certain or not.
/// Null pointers: not asked for, which spares three roots a row.
struct DistanceBounds {
    float* nearest_above;  ///< >= the distance to the centre with the best score
    float* nearest_below;  ///< <= the same
    float* next_below;     ///< <= the distance to every other centre; above 1e19 when there is none
};

/// The nearest centre of every row for which it is certain, no_cluster for the others (and for all where there is but
/// one centre, which leads by nothing that can be computed); returns how many these are. Arrays have
/// padded_rows<float>(rows) elements. The centres are packed for the lanes of the rows.
int certain_nearest(const ShiftedTile& rows, const Panels<float>& shifted_centers, const Scoring& scoring,
                    std::int32_t* labels, const DistanceBounds& bounds);

}  // namespace lloyd
