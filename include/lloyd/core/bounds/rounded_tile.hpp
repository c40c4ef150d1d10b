#pragma once

#include "lloyd/core/lanes.hpp"
#include "lloyd/core/tile_view.hpp"

#include <cstdint>

namespace lloyd {

/// A tile's rows less an origin, rounded to 16 bits a value: middle[feature] + step * integer. What filters read in the
/// rows' place, a quarter of the memory traffic of doubles.
struct RoundedTile {
    /// In blocks as TileView has them, or row by row where lanes hold features.
    const std::int16_t* integers = nullptr;
    int rows = 0;
    int features = 0;
    Lanes lanes = Lanes::rows;
    const float* middle = nullptr;
    /// Of the rounded rows, squared, where lanes hold features; otherwise null, for ShiftedTile finds them on its way.
    const float* norms = nullptr;
    float step = 0;
    /// No row less the origin is farther from what it was rounded to. Infinite where that says nothing: values beyond
    /// what can be squared in single precision.
    float error = 0;

    TileView<std::int16_t> blocks() const { return {integers, rows, features}; }
    const std::int16_t* row(int i) const { return integers + static_cast<std::int64_t>(i) * features; }
};

}  // namespace lloyd
