#include "data/spatial_fill.hpp"

#include "lloyd/data/row_range.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <algorithm>

namespace lloyd {

template <class T>
SpatialFill<T>::SpatialFill(SpatialTree<T> tree, std::int64_t rows, int features)
    : tree_(std::move(tree)),
      rows_(rows),
      features_(features),
      // A leaf's last block may be partly empty; memory that is not used is never touched.
      blocks_(
          static_cast<std::size_t>((rows / TileView<T>::lanes + tree_.leaves() + 1) * TileView<T>::lanes * features)),
      leaves_(static_cast<std::size_t>(tree_.leaves())),
      places_(static_cast<std::size_t>(rows)) {}

template <class T>
void SpatialFill<T>::add(const Team& team, std::int64_t first, MatrixView<const T> slab) {
    sort_by_leaf(team, slab);
    claim_blocks();
    constexpr std::int64_t together = 64;
    const auto leaves = static_cast<std::int64_t>(leaves_.size());
    team.for_each((leaves + together - 1) / together, [&](std::int64_t i, int) {
        for (std::int64_t leaf = i * together; leaf < std::min(leaves, (i + 1) * together); ++leaf)
            place(leaf, first, slab);
    });
}

/// A counting sort: each thread counts a part of the rows, then puts it behind the parts before.
template <class T>
void SpatialFill<T>::sort_by_leaf(const Team& team, MatrixView<const T> slab) {
    const std::size_t leaves = leaves_.size();
    leaf_.resize(static_cast<std::size_t>(slab.rows));
    order_.resize(static_cast<std::size_t>(slab.rows));
    PerThread<std::vector<std::int64_t>> next(team, std::vector<std::int64_t>(leaves));
    team.run([&](int thread) {
        const RowRange part = part_of(slab.rows, thread, team.size());
        if (part.count() == 0) return;
        tree_.find_leaves({slab.row(part.begin), part.count(), slab.cols}, leaf_.data() + part.begin);
        for (std::int64_t i = part.begin; i < part.end; ++i) ++next[thread][leaf_[static_cast<std::size_t>(i)]];
    });
    ends_.assign(leaves, 0);
    std::int64_t total = 0;
    for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
        next.for_each([&](std::vector<std::int64_t>& mine) {
            const std::int64_t count = mine[leaf];
            mine[leaf] = total;
            total += count;
        });
        ends_[leaf] = total;
    }
    team.run([&](int thread) {
        const RowRange part = part_of(slab.rows, thread, team.size());
        for (std::int64_t i = part.begin; i < part.end; ++i) {
            std::int64_t& at = next[thread][leaf_[static_cast<std::size_t>(i)]];
            order_[static_cast<std::size_t>(at++)] = static_cast<std::uint32_t>(i);
        }
    });
}

/// Blocks for the slab's rows, next to each other for a leaf.
template <class T>
void SpatialFill<T>::claim_blocks() {
    std::int64_t begin = 0;
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
        Leaf& leaf = leaves_[i];
        const std::int64_t rows = leaf.rows + ends_[i] - begin;
        const auto needed = static_cast<std::size_t>((rows + TileView<T>::lanes - 1) / TileView<T>::lanes);
        while (leaf.blocks.size() < needed) leaf.blocks.push_back(blocks_used_++);
        begin = ends_[i];
    }
}

template <class T>
void SpatialFill<T>::place(std::int64_t index, std::int64_t first, MatrixView<const T> slab) {
    constexpr int lanes = TileView<T>::lanes;
    constexpr std::int64_t ahead = 8;
    constexpr int a_line = 64 / static_cast<int>(sizeof(T));
    Leaf& leaf = leaves_[static_cast<std::size_t>(index)];
    const std::int64_t begin = index == 0 ? 0 : ends_[static_cast<std::size_t>(index - 1)];
    const std::int64_t end = ends_[static_cast<std::size_t>(index)];
    for (std::int64_t i = begin; i < end; ++i, ++leaf.rows) {
        if (i + ahead < end) {
            const T* const next = slab.row(order_[static_cast<std::size_t>(i + ahead)]);
            for (int t = 0; t < features_; t += a_line) __builtin_prefetch(next + t);
            __builtin_prefetch(next + features_ - 1);
        }
        const std::int64_t row = order_[static_cast<std::size_t>(i)];
        const std::uint32_t block = leaf.blocks[static_cast<std::size_t>(leaf.rows / lanes)];
        const auto lane = static_cast<std::uint32_t>(leaf.rows % lanes);
        T* out = blocks_.data() + std::int64_t{block} * lanes * features_ + lane;
        const T* values = slab.row(row);
        for (int t = 0; t < features_; ++t) out[t * lanes] = values[t];
        places_[static_cast<std::size_t>(first + row)] = block * lanes + lane;
    }
}

template <class T>
Tiles<T> SpatialFill<T>::finish(const Team& team) {
    constexpr int lanes = TileView<T>::lanes;
    const std::int64_t blocks_a_tile = rows_per_spatial_tile<T>(features_) / lanes;
    SpatialLayout layout;
    std::vector<std::uint32_t> position(blocks_used_);  // of a block among all tiles
    for (const Leaf& leaf : leaves_) {
        const auto blocks = static_cast<std::int64_t>(leaf.blocks.size());
        // Tiles of nearly equal size.
        const auto tiles = static_cast<int>((blocks + blocks_a_tile - 1) / blocks_a_tile);
        for (int tile = 0; tile < tiles; ++tile) {
            const RowRange part = part_of(blocks, tile, tiles);
            layout.first_block.push_back(static_cast<std::int64_t>(layout.places.size()));
            layout.tile_rows.push_back(
                static_cast<std::int32_t>(std::min(part.end * lanes, leaf.rows) - part.begin * lanes));
            for (std::int64_t b = part.begin; b < part.end; ++b) {
                const std::uint32_t block = leaf.blocks[static_cast<std::size_t>(b)];
                position[block] = static_cast<std::uint32_t>(layout.places.size());
                layout.places.push_back(block);
            }
        }
        for (std::int64_t padding = leaf.rows; padding < blocks * lanes; ++padding)
            for (int t = 0; t < features_; ++t)
                blocks_[static_cast<std::size_t>(std::int64_t{leaf.blocks.back()} * lanes * features_ + t * lanes +
                                                 padding % lanes)] = T{0};
    }
    layout.first_block.push_back(static_cast<std::int64_t>(layout.places.size()));
    team.run([&](int thread) {
        const RowRange part = part_of(rows_, thread, team.size());
        for (std::int64_t row = part.begin; row < part.end; ++row) {
            std::uint32_t& place = places_[static_cast<std::size_t>(row)];
            place = position[place / lanes] * lanes + place % lanes;
        }
    });
    layout.slots = std::move(places_);
    return Tiles<T>(std::move(blocks_), std::move(layout), rows_, features_);
}

template class SpatialFill<float>;
template class SpatialFill<double>;

}  // namespace lloyd
