#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/base/matrix.hpp"
#include "lloyd/core/tile_view.hpp"

#include <cstdint>

namespace lloyd {

/// A rank's rows as tiles that fit in L1, the only copy of the data. Rows keep their order.
template <class T>
class Tiles {
public:
    Tiles() = default;
    Tiles(std::int64_t rows, int features);

    std::int64_t rows() const { return rows_; }
    int features() const { return features_; }
    int rows_per_tile() const { return rows_per_tile_; }
    std::int64_t count() const { return (rows_ + rows_per_tile_ - 1) / rows_per_tile_; }
    std::int64_t first_row(std::int64_t tile) const { return tile * rows_per_tile_; }
    TileView<T> tile(std::int64_t tile) const;

    /// The features of one local row.
    void copy_row(std::int64_t row, T* out) const;

    /// Writes local rows [first, first + rows.rows); any thread, as long as tiles do not overlap.
    void store(std::int64_t first, MatrixView<const T> rows);

private:
    Buffer<T> data_;
    std::int64_t rows_ = 0;
    int features_ = 0;
    int rows_per_tile_ = 1;
};

}  // namespace lloyd
