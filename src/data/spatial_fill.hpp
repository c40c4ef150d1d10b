#pragma once

#include "data/spatial_tree.hpp"
#include "lloyd/data/tiles.hpp"

#include <cstdint>
#include <vector>

namespace lloyd {

/// Puts rows into the leaves of a tree while they come in, slab by slab: every row is written once, to its final place.
/// Each leaf owns a list of blocks, which become its tiles.
template <class T>
class SpatialFill {
public:
    SpatialFill(SpatialTree<T> tree, std::int64_t rows, int features);

    /// Takes the memory now, each thread a part, and not page by page when rows come.
    void touch(const Team& team) {
        touch_pages(team, blocks_.span().first(static_cast<std::size_t>(rows_ * features_)));
        touch_pages(team, places_.span());
    }

    /// A slab that begins at local row `first`. Slabs come in order.
    void add(const Team& team, std::int64_t first, MatrixView<const T> slab);

    Tiles<T> finish(const Team& team);

private:
    struct Leaf {
        std::int64_t rows = 0;
        std::vector<std::uint32_t> blocks;
    };
    void sort_by_leaf(const Team& team, MatrixView<const T> slab);
    void claim_blocks();
    void place(std::int64_t leaf, std::int64_t first, MatrixView<const T> slab);

    SpatialTree<T> tree_;
    std::int64_t rows_;
    int features_;
    Buffer<T> blocks_;
    std::uint32_t blocks_used_ = 0;
    std::vector<Leaf> leaves_;
    Buffer<std::uint32_t> places_;      ///< of each row: block * lanes + lane
    std::vector<std::uint32_t> leaf_;   ///< of each row of the slab
    std::vector<std::uint32_t> order_;  ///< rows of the slab, leaf by leaf
    std::vector<std::int64_t> ends_;    ///< of each leaf in order_
};

}  // namespace lloyd
