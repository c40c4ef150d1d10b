#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/kernels.hpp"
#include "lloyd/core/panels.hpp"
#include "lloyd/core/rounded_tile.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

// A quarter of the work of a distance in double: |x - c|^2 / 2 = |x|^2 / 2 + (|c|^2 / 2 - x c), and the first term is the
// same for all centres. The rest is one fused multiply-add a feature, and single precision will do. It rounds differently,
// so it only filters: a row's label is certain when the best centre leads by more than all rounding, its own and that of
// squared_distance(), can make up for.
//
// With everything less a common origin, centres rounded to float, and u = 2^-24: scores and norms add products 64 at a time,
// so no product goes through more than m = min(d, 64) + d / 64 + 1 additions, and the error of a score is at most
// (m + 6) u (|c|^2 / 2 + |x| |c|) (Higham 2002, chapter 3), that of a lead at most (m + 6) u (|x|^2 + 2 max |c|^2). A computed
// squared distance is off by a factor within 1 +- (d + 3) v, v the rounding of the rows' type, and the two of a pair add up to
// 2 |x|^2 + 2 (score + score). So with e = max((m + 8) u, (d + 8) v) a lead counts if it exceeds
// e (|x|^2 + 2 max |c|^2 + |x|^2 + score + next score), a tenth more for terms of higher order, and what underflow can lose. By
// the same count |x|^2 + 2 score misses |x - c|^2 by at most e (2 |x|^2 + 2 |c|^2).
//
// Where lanes hold features, a product goes through at most 64 additions in its lane, one for each 64 vectors, log2(lanes), one
// for the features past the last whole vector and one with the norm: no more than m, for there are 64 features at least.
//
// All that is said of the rounded rows: a row that is `error` away from them has another 2 error max |c| in a lead, and
// other distances by `error`.

/// What scores are computed from, besides the rows and centres less the origin.
struct Filter {
    /// Products that are added up before the sum joins the others.
    static constexpr int features_at_once = 64;

    const float* half_norms;  ///< of the centres, in their order in the panels
    float largest_norm;       ///< squared
    float relative;
    float absolute;
};

/// For every row, what holds of its true distances to the centres filtered by, whether its label is certain or not. Null
/// pointers: not asked for, which spares three roots a row.
struct DistanceBounds {
    float* nearest_above;  ///< >= the distance to the centre with the best score
    float* nearest_below;  ///< <= the same
    float* next_below;     ///< <= the distance to every other centre; above 1e19 when there is none
};

/// The nearest centre of every row for which it is certain, no_cluster for the others (and for all where there is but one
/// centre, which leads by nothing that can be computed); returns how many these are. Arrays
/// have padded_rows<float>(rows) elements. The centres are packed for the lanes of the rows.
int certain_nearest(const ShiftedTile& rows, const Panels<float>& shifted_centers, const Filter& filter,
                    std::int32_t* labels, const DistanceBounds& bounds);

/// Centres made ready for filtering.
class FilteredCenters {
public:
    /// Any origin will do; one amid the rows makes the margin small.
    template <class T>
    void set(const Matrix<T>& centers, const std::vector<T>& origin, Lanes lanes);

    const Panels<float>& panels() const { return panels_; }
    Filter filter() const;
    /// For some of the centres, which are packed into `panels`.
    Filter filter(std::span<const std::int32_t> chosen, Panels<float>& panels, std::vector<float>& half_norms) const;

private:
    Matrix<float> shifted_;
    std::vector<float> half_norms_;
    Panels<float> panels_;
    float largest_norm_ = 0;
    float relative_ = 0;
};

}  // namespace lloyd
