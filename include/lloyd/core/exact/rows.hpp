#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/tile_view.hpp"

namespace lloyd {

// Rows as they come in, one after another in memory, and the bounds of their columns. T is float or double.

/// Lowers each column's minimum and raises its maximum to take the rows in; returns whether all values are finite.
template <class T>
bool examine_rows(MatrixView<const T> rows, T* minimum, T* maximum);

/// The same of a tile's rows, which are finite.
template <class T>
void extend_bounds(const TileView<T>& tile, T* minimum, T* maximum);

/// Writes a whole number of blocks of rows to `blocks`, see TileView; past the caches, for a shard is larger than they
/// are. blocks: aligned to 64 bytes.
template <class T>
void lay_out(MatrixView<const T> rows, T* blocks);

}  // namespace lloyd
