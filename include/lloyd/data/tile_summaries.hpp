#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/fixed_point.hpp"
#include "lloyd/core/tile_view.hpp"
#include "lloyd/data/tiles.hpp"
#include "lloyd/parallel/team.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// What is known of tiles without reading their rows: a ball around them, and their exact sums. Only for rows in spatial
/// order; empty otherwise, for then no ball is small.
class TileSummaries {
public:
    /// Tiles whose centres are measured together: a block of them.
    static constexpr int group_size = TileView<double>::lanes;

    TileSummaries() = default;
    TileSummaries(std::int64_t tiles, int features);

    bool empty() const { return radii_.empty(); }
    /// The tiles' centres, as rows.
    TileView<double> group(std::int64_t group) const;

    /// No row of the tile is farther from its centre.
    double radius(std::int64_t tile) const { return radii_[static_cast<std::size_t>(tile)]; }
    /// limb_stride(features) limbs, as split_row has them.
    std::span<const std::int64_t> sum(std::int64_t tile) const;

    template <class T>
    void summarize(std::int64_t index, const TileView<T>& tile, std::span<const FixedPoint> columns);

private:
    int features_ = 0;
    Buffer<double> centers_;  ///< [group][feature][tile]
    std::vector<double> radii_;
    std::vector<std::int64_t> sums_;
};

/// `columns` bound the columns' values.
template <class T>
TileSummaries summarize_tiles(const Team& team, const Tiles<T>& tiles, std::span<const FixedPoint> columns);

}  // namespace lloyd
