#include "lloyd/data/tiles.hpp"

#include <algorithm>

namespace lloyd {

namespace {

/// A tile and what a sweep keeps beside it stay in a 32 KiB L1 cache; more than 256 rows gain nothing.
constexpr int tile_bytes = 24 << 10;
constexpr int most_rows = 256;

template <class T>
int choose_rows_per_tile(int features) {
    constexpr int lanes = TileView<T>::lanes;
    const int fitting =
        static_cast<int>(tile_bytes / (static_cast<std::int64_t>(features) * static_cast<int>(sizeof(T))));
    return std::clamp(fitting / lanes * lanes, lanes, most_rows);
}

}  // namespace

template <class T>
Tiles<T>::Tiles(std::int64_t rows, int features)
    : data_(static_cast<std::size_t>((rows + TileView<T>::lanes - 1) / TileView<T>::lanes * TileView<T>::lanes *
                                     features)),
      rows_(rows),
      features_(features),
      rows_per_tile_(choose_rows_per_tile<T>(features)) {
    const std::size_t block = static_cast<std::size_t>(TileView<T>::lanes) * static_cast<std::size_t>(features);
    if (rows % TileView<T>::lanes != 0) std::fill_n(data_.data() + data_.size() - block, block, T{0});
}

template <class T>
TileView<T> Tiles<T>::tile(std::int64_t tile) const {
    const std::int64_t first = first_row(tile);
    return {data_.data() + first * features_, static_cast<int>(std::min<std::int64_t>(rows_per_tile_, rows_ - first)),
            features_};
}

template <class T>
void Tiles<T>::copy_row(std::int64_t row, T* out) const {
    const TileView<T> of_row = tile(row / rows_per_tile_);
    for (int t = 0; t < features_; ++t) out[t] = of_row.at(static_cast<int>(row % rows_per_tile_), t);
}

template <class T>
void Tiles<T>::store(std::int64_t first, MatrixView<const T> rows) {
    constexpr int lanes = TileView<T>::lanes;
    for (std::int64_t begin = 0; begin < rows.rows;) {
        // Up to the end of a block at a time, feature by feature, so that writes are contiguous.
        const std::int64_t row = first + begin;
        const auto lane = static_cast<int>(row % lanes);
        const std::int64_t count = std::min<std::int64_t>(lanes - lane, rows.rows - begin);
        T* block = data_.data() + row / lanes * lanes * features_ + lane;
        for (int t = 0; t < features_; ++t)
            for (std::int64_t i = 0; i < count; ++i) block[t * lanes + i] = rows.row(begin + i)[t];
        begin += count;
    }
}

template class Tiles<float>;
template class Tiles<double>;

}  // namespace lloyd
