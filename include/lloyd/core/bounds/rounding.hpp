#pragma once

#include "lloyd/core/bounds/rounded_tile.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lloyd {

/// Where a tile is rounded to.
struct RoundedPlace {
    Lanes lanes;
    std::int16_t* integers;  ///< room for padded_rows<std::int16_t>(rows) rows
    float* middle;           ///< [feature]
    float* norms;            ///< [padded row] where lanes hold features
};

/// What one thread rounds tiles with, allocated once.
template <class T>
struct RoundingScratch {
    /// For tiles of so many rows at most.
    RoundingScratch(int rows, int features, Lanes lanes)
        : low(static_cast<std::size_t>(features)),
          high(low.size()),
          squared(static_cast<std::size_t>(padded_rows<std::int16_t>(rows))),
          in_blocks(lanes == Lanes::features ? squared.size() * low.size() : 0) {}

    std::vector<T> low;
    std::vector<T> high;
    std::vector<double> squared;
    std::vector<std::int16_t> in_blocks;
};

/// Rounds a tile's rows less the origin; the error is measured, not estimated.
template <class T>
RoundedTile round_tile(const TileView<T>& tile, const T* origin, const RoundedPlace& place,
                       RoundingScratch<T>& scratch);

}  // namespace lloyd
