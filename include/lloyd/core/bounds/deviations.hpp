#pragma once

#include "lloyd/core/tile_view.hpp"

#include <cstddef>
#include <cstdint>

namespace lloyd {

// How a tile's rows lie about a point, in double precision whatever T is. Per-row arrays have padded_rows<T>(tile.rows)
// elements.

/// Squared distance of every row to a point: the chain of squared_distance(), so exact sums of them are the same bits
/// everywhere.
template <class T>
void squared_deviations(const TileView<T>& tile, const double* point, double* squared);

/// Pairs of features, each also with itself, of a symmetric matrix: (0, 0), (0, 1) .. (0, d - 1), (1, 1) ..
constexpr std::int64_t feature_pairs(int features) { return std::int64_t{features} * (features + 1) / 2; }

/// Elements that scatter_form() needs to work in.
template <class T>
constexpr std::size_t scatter_workspace(int rows, int features) {
    constexpr int features_at_once = 4;
    return static_cast<std::size_t>((features + features_at_once - 1) / features_at_once * features_at_once) *
           static_cast<std::size_t>(padded_rows<T>(rows));
}

/// Coefficients of the scatter about a point as a quadratic form: the rows' (w (x - point))^2 add up to the sum over
/// pairs of scatter[pair * stride] w_t w_u. Not exact; its error is at most 4 (rows + 4) epsilon |w|^2 times the
/// squared deviations' sum. workspace: scatter_workspace<T>(tile.rows, tile.features) elements.
template <class T>
void scatter_form(const TileView<T>& tile, const double* point, double* workspace, double* scatter,
                  std::int64_t stride);

}  // namespace lloyd
