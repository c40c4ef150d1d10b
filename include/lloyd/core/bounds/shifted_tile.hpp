#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/bounds/rounded_tile.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Rounded rows as filters take them, made once for all that filter the tile: restored to single precision, with their
/// squared norms, where lanes hold rows; where lanes hold features, kernels read the integers.
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
    Buffer<std::int16_t> selected_;
    Buffer<float> values_;
    Buffer<float> norms_;
    float largest_norm_ = 0;
};

}  // namespace lloyd
