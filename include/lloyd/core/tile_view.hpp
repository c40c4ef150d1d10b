#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace lloyd {

/// A few hundred rows laid out for SIMD: blocks of `lanes` rows, each [feature][lane], so that
/// one vector holds one feature of neighbouring rows. Rows that fill up the last block are zero. Blocks follow one
/// another in memory, or are where `places` says, in units of blocks from `data`.
template <class T>
struct TileView {
    /// Small numbers have as many as float, which they are turned into.
    static constexpr int lanes = 128 / static_cast<int>(std::max(sizeof(T), sizeof(float)));

    const T* data = nullptr;
    int rows = 0;
    int features = 0;
    const std::uint32_t* places = nullptr;

    int blocks() const { return (rows + lanes - 1) / lanes; }
    const T* block(int b) const {
        return data + (places == nullptr ? static_cast<std::int64_t>(b) : std::int64_t{places[b]}) * features * lanes;
    }
    T at(int row, int feature) const { return block(row / lanes)[feature * lanes + row % lanes]; }
};

/// Copies some rows to blocks at `out`, which has room for padded_rows<T>(rows.size()) of them.
template <class T>
TileView<T> select_rows(const TileView<T>& tile, std::span<const std::int32_t> rows, T* out) {
    constexpr int lanes = TileView<T>::lanes;
    const TileView<T> gathered{out, static_cast<int>(rows.size()), tile.features};
    if (gathered.rows % lanes != 0) {
        T* const last = out + std::int64_t{gathered.blocks() - 1} * tile.features * lanes;
        std::fill_n(last, std::int64_t{tile.features} * lanes, T{0});
    }
    for (int i = 0; i < gathered.rows; ++i) {
        const std::int32_t row = rows[static_cast<std::size_t>(i)];
        const T* from = tile.block(row / lanes) + row % lanes;
        T* to = out + std::int64_t{i / lanes} * tile.features * lanes + i % lanes;
        for (int t = 0; t < tile.features; ++t) to[t * lanes] = from[t * lanes];
    }
    return gathered;
}

/// Elements of any per-row array that the kernels fill for a tile: its rows, rounded up to blocks.
template <class T>
constexpr int padded_rows(int rows) {
    return (rows + TileView<T>::lanes - 1) / TileView<T>::lanes * TileView<T>::lanes;
}

}  // namespace lloyd
