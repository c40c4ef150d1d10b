#pragma once

#include "lloyd/core/panels.hpp"
#include "lloyd/core/tile_view.hpp"

#include <cstdint>

namespace lloyd {

// Distances that decide. Every one has the bits of squared_distance(), so no result depends on the SIMD width, which is
// chosen at run time for the CPU. T is float or double. Per-row arrays have padded_rows<T>(tile.rows) elements.

/// For every row the nearest centre, the lowest index of equals, and the squared distance to it.
template <class T>
void nearest(const TileView<T>& tile, const Panels<T>& centers, std::int32_t* labels, T* squared_distances);

/// Squared distances of every row to every centre: squared[centre][padded row].
template <class T>
void all_distances(const TileView<T>& tile, const Panels<T>& centers, T* squared);

/// Squared distance of every row to its own centre. centers: (k, d); labels: below k, of padding too.
template <class T>
void own_distances(const TileView<T>& tile, MatrixView<const T> centers, const std::int32_t* labels, T* squared);

/// Adds to every row's sum its distance (not squared, in double) to each point, in ascending order.
template <class T>
void add_distances(const TileView<T>& tile, const Panels<T>& points, double* sums);

}  // namespace lloyd
