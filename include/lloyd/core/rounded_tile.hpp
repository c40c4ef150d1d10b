#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/tile_view.hpp"

#include <cstdint>

namespace lloyd {

/// A tile's rows less an origin, rounded to 16 bits a value: middle[feature] + step * integer. What filters read in the
/// rows' place, a quarter of the memory traffic of doubles.
struct RoundedTile {
    TileView<std::int16_t> integers;
    const float* middle = nullptr;
    float step = 0;
    /// No row less the origin is farther from what it was rounded to. Infinite where that says nothing: values beyond what can
    /// be squared in single precision.
    float error = 0;
};

/// Rounds a tile; `integers` has room for padded_rows<std::int16_t>(rows) rows, `middle` for a row.
template <class T>
RoundedTile round_tile(const TileView<T>& tile, const T* origin, std::int16_t* integers, float* middle);

/// One row's integers, one after another.
void copy_row(const RoundedTile& tile, int row, std::int16_t* integers);
/// What integers of a row of the tile stand for, as ShiftedTile has it.
void restore_row(const RoundedTile& tile, const std::int16_t* integers, float* values);

/// Rounded rows in single precision, and their squared norms: made once for all that filter the tile.
class ShiftedTile {
public:
    ShiftedTile() = default;
    /// Room for so many rows.
    ShiftedTile(int rows, int features);

    void set(const RoundedTile& tile);
    TileView<float> view() const { return view_; }
    const float* norms() const { return norms_.data(); }
    float largest_norm() const { return largest_norm_; }
    float error() const { return error_; }

private:
    Buffer<float> values_;
    Buffer<float> norms_;
    TileView<float> view_;
    float largest_norm_ = 0;
    float error_ = 0;
};

}  // namespace lloyd
