#pragma once

#include "lloyd/core/exact/fixed_point.hpp"
#include "lloyd/core/tile_view.hpp"

#include <cstdint>
#include <span>

namespace lloyd {

// Exact sums, the same in any order and on any SIMD width. T is float or double.

/// The exact sum of `count` values.
template <class T>
Limbs exact_sum(const T* values, int count, const FixedPoint& scale);

/// Limbs of a sum of rows: [hi of every feature][lo of every feature], padded to whole cache lines.
constexpr int limb_stride(int features) { return (2 * features + 7) / 8 * 8; }

/// Adds the columns' exact sums to limbs, limb_stride(features) of them; `scales`, one a column, bound the values.
template <class T>
void add_columns(const TileView<T>& tile, std::span<const FixedPoint> scales, std::int64_t* limbs);

}  // namespace lloyd
