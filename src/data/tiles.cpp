#include "lloyd/data/tiles.hpp"

#include "lloyd/core/exact/rows.hpp"

#include <algorithm>

namespace lloyd {

namespace {

constexpr int tile_bytes = 24 << 10;  // of a 32 KiB L1 cache
constexpr int most_rows = 256;

}  // namespace

template <class T>
int rows_per_tile(int features) {
    constexpr int lanes = TileView<T>::lanes;
    const int fitting =
        static_cast<int>(tile_bytes / (static_cast<std::int64_t>(features) * static_cast<int>(sizeof(T))));
    // Whole blocks in single precision as well.
    return std::clamp(fitting / lanes * lanes, TileView<float>::lanes, most_rows);
}

template <class T>
Tiles<T>::Tiles(std::int64_t rows, int features)
    : rows_(rows), features_(features), rows_per_tile_(lloyd::rows_per_tile<T>(features)) {
    const std::size_t block = static_cast<std::size_t>(TileView<T>::lanes) * static_cast<std::size_t>(features);
    blocks_ = Buffer<T>(static_cast<std::size_t>(slots() * features));
    if (rows % TileView<T>::lanes != 0) std::fill_n(blocks_.data() + blocks_.size() - block, block, T{0});
}

template <class T>
Tiles<T>::Tiles(Buffer<T> blocks, SpatialLayout layout, std::int64_t rows, int features)
    : blocks_(std::move(blocks)),
      layout_(std::move(layout)),
      rows_(rows),
      features_(features),
      rows_per_tile_(rows_per_spatial_tile<T>(features)) {}

template <class T>
void Tiles<T>::touch(const Team& team) {
    const std::size_t block = static_cast<std::size_t>(TileView<T>::lanes * features_);
    // The last block has its padding already.
    if (blocks_.size() > block) touch_pages(team, blocks_.span().first(blocks_.size() - block));
}

template <class T>
std::int64_t Tiles<T>::count() const {
    return is_spatial() ? static_cast<std::int64_t>(layout_.tile_rows.size())
                        : (rows_ + rows_per_tile_ - 1) / rows_per_tile_;
}

template <class T>
TileView<T> Tiles<T>::tile(std::int64_t tile) const {
    const auto index = static_cast<std::size_t>(tile);
    if (is_spatial())
        return {blocks_.data(), layout_.tile_rows[index], features_,
                layout_.places.data() + layout_.first_block[index]};
    const std::int64_t first = first_slot(tile);
    return {blocks_.data() + first * features_, static_cast<int>(std::min<std::int64_t>(rows_per_tile_, rows_ - first)),
            features_};
}

template <class T>
std::int64_t Tiles<T>::slots() const {
    constexpr std::int64_t lanes = TileView<T>::lanes;
    return is_spatial() ? layout_.first_block.back() * lanes : (rows_ + lanes - 1) / lanes * lanes;
}

template <class T>
std::int64_t Tiles<T>::first_slot(std::int64_t tile) const {
    return is_spatial() ? layout_.first_block[static_cast<std::size_t>(tile)] * TileView<T>::lanes
                        : tile * rows_per_tile_;
}

template <class T>
std::vector<std::int64_t> Tiles<T>::rows_of_slots() const {
    std::vector<std::int64_t> rows(static_cast<std::size_t>(slots()), -1);
    for (std::int64_t row = 0; row < rows_; ++row) rows[static_cast<std::size_t>(slot(row))] = row;
    return rows;
}

template <class T>
void Tiles<T>::copy_row(std::int64_t row, T* out) const {
    constexpr std::int64_t lanes = TileView<T>::lanes;
    const std::int64_t place = slot(row);
    const std::int64_t block = is_spatial() ? layout_.places[static_cast<std::size_t>(place / lanes)] : place / lanes;
    const T* values = blocks_.data() + block * lanes * features_ + place % lanes;
    for (int t = 0; t < features_; ++t) out[t] = values[t * lanes];
}

template <class T>
void Tiles<T>::store(std::int64_t first, MatrixView<const T> rows) {
    constexpr int lanes = TileView<T>::lanes;
    for (std::int64_t begin = 0; begin < rows.rows;) {
        // As many whole blocks as there are, else up to the end of a block, feature by feature.
        const std::int64_t row = first + begin;
        const std::int64_t lane = row % lanes;
        const std::int64_t rest = rows.rows - begin;
        const std::int64_t whole = lane == 0 ? rest / lanes * lanes : 0;
        const std::int64_t count = whole > 0 ? whole : std::min(lanes - lane, rest);
        T* block = blocks_.data() + row / lanes * lanes * features_ + lane;
        if (whole > 0)
            lay_out<T>({rows.row(begin), whole, rows.cols}, block);
        else
            for (int t = 0; t < features_; ++t)
                for (std::int64_t i = 0; i < count; ++i) block[t * lanes + i] = rows.row(begin + i)[t];
        begin += count;
    }
}

template class Tiles<float>;
template class Tiles<double>;
template int rows_per_tile<float>(int);
template int rows_per_tile<double>(int);

}  // namespace lloyd
