#pragma once

#include "lloyd/core/fixed_point.hpp"
#include "lloyd/core/panels.hpp"
#include "lloyd/core/tile_view.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace lloyd {

// The loops that take the time: pure functions on one tile, chosen at run time for the CPU's SIMD
// width. T is float or double. Per-row arrays have padded_rows<T>(tile.rows) elements. Every distance
// has the bits of squared_distance(), so no result depends on the width. The tests hold them to
// plain loops.

/// For every row the nearest centre, the lowest index of equals, and the squared distance to it.
template <class T>
void nearest(const TileView<T>& tile, const Panels<T>& centers, std::int32_t* labels, T* squared_distances);

/// Squared distances of every row to every centre: squared[centre][padded row].
template <class T>
void all_distances(const TileView<T>& tile, const Panels<T>& centers, T* squared);

/// Squared distance of every row to its own centre. centers: (k, d); labels: below k, of padding too.
template <class T>
void own_distances(const TileView<T>& tile, MatrixView<const T> centers, const std::int32_t* labels, T* squared);

/// Squared distance of every row to a point in double precision, whatever T is.
template <class T>
void squared_deviations(const TileView<T>& tile, const double* point, double* squared);

/// Pairs of features, each also with itself, of a symmetric matrix: (0, 0), (0, 1) .. (0, d - 1), (1, 1) ..
constexpr std::int64_t feature_pairs(int features) { return std::int64_t{features} * (features + 1) / 2; }

/// Coefficients of the scatter about a point as a quadratic form: the rows' (w (x - point))^2 add up to the sum over pairs of
/// scatter[pair * stride] w_t w_u. Not exact; its error is at most 4 (rows + 4) epsilon |w|^2 times the squared deviations' sum.
template <class T>
void scatter_form(const TileView<T>& tile, const double* point, double* scatter, std::int64_t stride);

/// Adds to every row's sum its distance (not squared, in double) to each point, in ascending order.
template <class T>
void add_distances(const TileView<T>& tile, const Panels<T>& points, double* sums);

/// The exact sum of `count` values.
template <class T>
Limbs exact_sum(const T* values, int count, const FixedPoint& scale);

/// Lowers each column's minimum and raises its maximum to take the rows in; returns whether all values are finite.
template <class T>
bool examine_rows(MatrixView<const T> rows, T* minimum, T* maximum);

/// Writes a whole number of blocks of rows to `blocks`, see TileView; past the caches, for a shard is larger than they are.
/// blocks: aligned to 64 bytes.
template <class T>
void lay_out(MatrixView<const T> rows, T* blocks);

/// Lowers each column's minimum and raises its maximum to take the tile's values in.
template <class T>
void extend_bounds(const TileView<T>& tile, T* minimum, T* maximum);

/// Adds the columns' exact sums to limbs, [hi of every feature][lo of every feature]; `columns` bound the values.
template <class T>
void add_columns(const TileView<T>& tile, std::span<const FixedPoint> columns, std::int64_t* limbs);

/// Limbs of a sum of rows: [hi of every feature][lo of every feature], padded to whole cache lines.
constexpr int limb_stride(int features) { return (2 * features + 7) / 8 * 8; }

/// A row that changed its cluster.
struct Move {
    std::int32_t row;
    std::int32_t from;  ///< no_cluster when it had none
    std::int32_t to;
};
inline constexpr std::int32_t no_cluster = -1;

/// Takes rows from one cluster's exact sum to another's. moves: in ascending rows; sums: [cluster][limb_stride(features)].
template <class T>
void move_rows(const TileView<T>& tile, std::span<const FixedPoint> columns, std::span<const Move> moves,
               std::int64_t* sums);

/// The SIMD target in use, "AVX2" or "AVX-512", by Highway's names (one without fused multiply-add gives the same
/// bits slowly, by std::fma).
std::string simd_target_name();

}  // namespace lloyd
