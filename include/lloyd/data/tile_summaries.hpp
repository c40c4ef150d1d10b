#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/fixed_point.hpp"
#include "lloyd/core/tile_view.hpp"

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
    /// sums: limb_stride(features) limbs a tile.
    TileSummaries(std::int64_t tiles, int features, std::vector<std::int64_t> sums);

    bool empty() const { return tiles_ == 0; }
    /// The tiles' centres, as rows.
    TileView<double> group(std::int64_t group) const;

    /// No row of the tile is farther from its centre.
    double radius(std::int64_t tile) const { return radii_[static_cast<std::size_t>(tile)]; }
    /// Of all tiles, with room for whole groups.
    const double* radii() const { return radii_.data(); }
    /// Of the tile's centre to a point; not rounded as the contract's.
    template <class T>
    double squared_distance(std::int64_t tile, const T* point) const {
        const double* center = centers_.data() + tile / group_size * group_size * features_ + tile % group_size;
        double sum = 0;
        for (int t = 0; t < features_; ++t) {
            const double difference = center[t * group_size] - static_cast<double>(point[t]);
            sum += difference * difference;
        }
        return sum;
    }
    /// limb_stride(features) limbs, as split_row has them.
    std::span<const std::int64_t> sum(std::int64_t tile) const;

    template <class T>
    void summarize(std::int64_t index, const TileView<T>& tile, std::span<const FixedPoint> columns);

private:
    std::int64_t tiles_ = 0;
    int features_ = 0;
    Buffer<double> centers_;  ///< [group][feature][tile]
    std::vector<double> radii_;
    std::vector<std::int64_t> sums_;
};

}  // namespace lloyd
