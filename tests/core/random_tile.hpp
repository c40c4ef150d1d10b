#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/base/matrix.hpp"
#include "lloyd/core/tile_view.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <random>
#include <vector>

namespace lloyd::test {

/// A tile of random rows, and the same rows one after another.
template <class T>
struct RandomTile {
    RandomTile(int rows_, int features_, unsigned seed)
        : rows(rows_), features(features_), blocks(static_cast<std::size_t>(padded_rows<T>(rows_) * features_)) {
        std::mt19937 random(seed);
        std::normal_distribution<double> normal;
        std::fill_n(blocks.data(), blocks.size(), T{0});
        row_major = Matrix<T>(rows, features);
        for (int i = 0; i < rows; ++i)
            for (int t = 0; t < features; ++t) {
                // A coarse grid makes ties.
                const T value = static_cast<T>(std::round(normal(random) * 2) / 2);
                row_major.row(i)[t] = value;
                blocks[static_cast<std::size_t>((i / TileView<T>::lanes * features + t) * TileView<T>::lanes +
                                                i % TileView<T>::lanes)] = value;
            }
    }
    TileView<T> view() const { return {blocks.data(), rows, features}; }

    int rows;
    int features;
    Buffer<T> blocks;
    Matrix<T> row_major;
};

template <class T>
Matrix<T> random_centers(int k, int features, unsigned seed) {
    const RandomTile<T> tile(k, features, seed);
    return tile.row_major;
}

/// Equal to the last bit, signs of zeros too.
template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

struct Size {
    int rows, features, k;
};

#if defined(__SANITIZE_ADDRESS__)
constexpr int centers_step = 13;  // twenty times slower
#else
constexpr int centers_step = 1;
#endif

/// Every number of features with every number of centres, every remainder of rows, a few large ones.
inline std::vector<Size> sizes() {
    std::vector<Size> all;
    for (int d = 1; d <= 70; ++d)
        for (int k = 1 + d % centers_step; k <= 40; k += centers_step) all.push_back({1 + (d * 7 + k * 11) % 37, d, k});
    for (int n = 1; n <= 70; ++n) all.push_back({n, 3, 7});
    all.push_back({256, 10, 10});
    all.push_back({33, 784, 10});
    all.push_back({40, 5, 1000});
    return all;
}

}  // namespace lloyd::test
