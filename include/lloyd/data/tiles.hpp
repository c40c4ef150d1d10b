#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/base/matrix.hpp"
#include "lloyd/core/tile_view.hpp"
#include "lloyd/data/row_range.hpp"
#include "lloyd/parallel/team.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Where rows are that do not keep their order. A slot is a row's place counting tile by tile, with the padding that
/// fills up a tile's last block.
struct SpatialLayout {
    std::vector<std::uint32_t> places;      ///< of each block, tile by tile: which block of the memory it is
    std::vector<std::int64_t> first_block;  ///< of each tile, and one past the last
    std::vector<std::int32_t> tile_rows;
    Buffer<std::uint32_t> slots;  ///< of each local row
};

/// A rank's rows as tiles that fit in L1, the only copy of the data. Rows keep their order, or rows that are near each
/// other share a tile.
template <class T>
class Tiles {
public:
    Tiles() = default;
    /// In order; values come by store().
    Tiles(std::int64_t rows, int features);
    Tiles(Buffer<T> blocks, SpatialLayout layout, std::int64_t rows, int features);

    /// Takes the memory now, each thread a part, and not page by page when values come.
    void touch(const Team& team);

    std::int64_t rows() const { return rows_; }
    int features() const { return features_; }
    bool is_spatial() const { return !layout_.first_block.empty(); }
    /// At most.
    int rows_per_tile() const { return rows_per_tile_; }
    std::int64_t count() const;
    TileView<T> tile(std::int64_t tile) const;
    /// All rows, which keep their order, as one tile.
    TileView<T> whole() const { return {blocks_.data(), static_cast<int>(rows_), features_}; }

    /// Slots of all tiles: what an array with an element for every row and its padding needs.
    std::int64_t slots() const;
    std::int64_t first_slot(std::int64_t tile) const;
    /// Of a local row; the row itself when rows keep their order.
    std::int64_t slot(std::int64_t row) const {
        return is_spatial() ? layout_.slots[static_cast<std::size_t>(row)] : row;
    }
    /// The local row of every slot; padding has none, -1.
    std::vector<std::int64_t> rows_of_slots() const;

    /// The features of one local row.
    void copy_row(std::int64_t row, T* out) const;

    /// Writes local rows [first, first + rows.rows) in order; any thread, as long as tiles do not overlap.
    void store(std::int64_t first, MatrixView<const T> rows);

private:
    Buffer<T> blocks_;
    SpatialLayout layout_;  ///< empty when rows keep their order
    std::int64_t rows_ = 0;
    int features_ = 0;
    int rows_per_tile_ = 1;
};

/// Writes to every page of an array, each thread to a part.
template <class T>
void touch_pages(const Team& team, std::span<T> values) {
    constexpr std::int64_t step = 4096 / static_cast<std::int64_t>(sizeof(T));
    const auto size = static_cast<std::int64_t>(values.size());
    team.run([&](int thread) {
        const RowRange pages = part_of((size + step - 1) / step, thread, team.size());
        for (std::int64_t page = pages.begin; page < pages.end; ++page)
            values[static_cast<std::size_t>(page * step)] = T{0};
    });
}

/// A tile and what a sweep keeps beside it stay in L1; more than 256 rows gain nothing.
template <class T>
int rows_per_tile(int features);

/// Where rows near each other share a tile it may be larger: most of the time its rows are not read, and what it knows
/// tells as much of four times the rows.
template <class T>
int rows_per_spatial_tile(int features) {
    return 4 * rows_per_tile<T>(features);
}

}  // namespace lloyd
