#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/kernels.hpp"
#include "lloyd/core/panels.hpp"
#include "lloyd/core/tile_view.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

// Half the work of a distance: |x - c|^2 / 2 = |x|^2 / 2 + (|c|^2 / 2 - x c), and the first term is the same for all
// centres. The rest is one fused multiply-add a feature, but it rounds differently, so it only filters: a row's label is
// certain when the best centre leads by more than all rounding, its own and that of squared_distance(), can make up for.
//
// With everything less a common origin and u = epsilon / 2, the error of a score is at most (d + 6) u (|c|^2 / 2 + |x| |c|)
// (Higham 2002, chapter 3), so that of a lead is at most (d + 6) u (|x|^2 + 2 max |c|^2). A computed squared distance is
// off by a factor within 1 +- (d + 3) u, and the two of a pair add up to 2 |x|^2 + 2 (score + score). So a lead counts if it
// exceeds (d + 8) u (|x|^2 + 2 max |c|^2 + |x|^2 + score + next score), a tenth more for terms of higher order, and what
// underflow can lose.

/// What scores are computed from, besides the centres less the origin.
template <class T>
struct Filter {
    const T* origin;      ///< one value a feature
    const T* half_norms;  ///< of the centres, in their order in the panels
    T largest_norm;       ///< squared
    T relative;
    T absolute;
};

/// The nearest centre of every row for which it is certain, no_cluster for the others; returns how many these are.
template <class T>
int certain_nearest(const TileView<T>& tile, const Panels<T>& shifted_centers, const Filter<T>& filter,
                    std::int32_t* labels);

/// Centres made ready for filtering.
template <class T>
class FilteredCenters {
public:
    /// Any origin will do; one amid the rows makes the margin small.
    void set(MatrixView<const T> centers, std::span<const double> origin);

    const Panels<T>& panels() const { return panels_; }
    Filter<T> filter() const;
    /// For some of the centres, which are packed into `panels`.
    Filter<T> filter(std::span<const std::int32_t> chosen, Panels<T>& panels, std::vector<T>& half_norms) const;

private:
    std::vector<T> origin_;
    Matrix<T> shifted_;
    std::vector<T> half_norms_;
    Panels<T> panels_;
    T largest_norm_ = 0;
};

}  // namespace lloyd
