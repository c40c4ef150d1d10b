#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/lanes.hpp"
#include "lloyd/core/tile_view.hpp"

#include <cstdint>
#include <span>
#include <vector>

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
    /// No row less the origin is farther from what it was rounded to. Infinite where that says nothing: values beyond what can
    /// be squared in single precision.
    float error = 0;

    TileView<std::int16_t> blocks() const { return {integers, rows, features}; }
    const std::int16_t* row(int i) const { return integers + static_cast<std::int64_t>(i) * features; }
};

/// Where a tile is rounded to.
struct RoundedPlace {
    Lanes lanes;
    std::int16_t* integers;  ///< room for padded_rows<std::int16_t>(rows) rows
    float* middle;           ///< [feature]
    float* norms;            ///< [padded row] where lanes hold features
};

template <class T>
RoundedTile round_tile(const TileView<T>& tile, const T* origin, const RoundedPlace& place);

/// Rounded rows as filters take them, made once for all that filter the tile: restored to single precision, with their squared
/// norms, where lanes hold rows; where lanes hold features, kernels read the integers.
class ShiftedTile {
public:
    ShiftedTile() = default;
    /// Room for so many rows.
    ShiftedTile(int rows, int features, Lanes lanes);

    void set(const RoundedTile& tile);
    /// Some of its rows.
    void set(const RoundedTile& tile, std::span<const std::int32_t> rows);

    int rows() const { return tile_.rows; }
    Lanes lanes() const { return tile_.lanes; }
    const float* norms() const { return norms_.data(); }
    float largest_norm() const { return largest_norm_; }
    float error() const { return tile_.error; }

    /// The restored rows, where lanes hold rows.
    TileView<float> view() const { return {values_.data(), tile_.rows, tile_.features}; }
    /// What integers mean, and those of each row, where lanes hold features.
    const RoundedTile& tile() const { return tile_; }
    const std::int16_t* row(int i) const { return rows_[static_cast<std::size_t>(i)]; }
    /// What is likely to be read soon after row i.
    const std::int16_t* soon(int i) const { return soon_[static_cast<std::size_t>(i)]; }

private:
    RoundedTile tile_;
    std::vector<const std::int16_t*> rows_;
    std::vector<const std::int16_t*> soon_;
    Buffer<std::int16_t> some_;
    Buffer<float> values_;
    Buffer<float> norms_;
    float largest_norm_ = 0;
};

}  // namespace lloyd
