#pragma once

#include "kmeans/centers.hpp"
#include "lloyd/core/bounds/tile_test.hpp"
#include "lloyd/core/label.hpp"
#include "lloyd/data/for_each_tile.hpp"
#include "lloyd/data/tile_summaries.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Centres that may be nearest to a row of a tile.
struct NearCenters {
    std::vector<std::int32_t> centers;  ///< ascending; none: nothing is known of the tile
    std::int32_t nearest = no_cluster;  ///< to the tile's centre, where anything is known
    float others_below = 0;             ///< no row's distance to any other centre is below this
};

/// Finds them from tiles' balls alone. What one thread works with: the tiles of a group are measured together against
/// the centres of all restarts.
template <class T>
class NearCenterFinder {
public:
    NearCenterFinder(const TileSummaries& summaries, int features)
        : summaries_(summaries), test_(TileTest::of<T>(features)) {}

    /// A group of tiles and its distances to some sets of centres; until the next group is measured.
    class MeasuredGroup {
    public:
        /// Which centres of the i-th set are near a tile of the group.
        void find(std::size_t i, std::int64_t tile, NearCenters& near) const;

    private:
        friend NearCenterFinder;
        MeasuredGroup(NearCenterFinder& finder, TileRange tiles, std::span<const Centers<T>* const> sets)
            : finder_(finder), tiles_(tiles), sets_(sets) {}

        NearCenterFinder& finder_;
        TileRange tiles_;
        std::span<const Centers<T>* const> sets_;
    };
    MeasuredGroup measure(std::int64_t group, TileRange tiles, std::span<const Centers<T>* const> sets);

private:
    /// Elements of a tile's distances to so many centres.
    static std::int64_t stride(const Centers<T>& centers) { return padded_rows<double>(centers.count()); }

    const TileSummaries& summaries_;
    TileTest test_;
    std::vector<double> points_;  ///< tiles' centres, or a cluster's, as rows
    Panels<double> panels_;
    std::vector<double> squared_;       ///< [set][tile][padded centre]
    std::vector<double> from_nearest_;  ///< of a tile's nearest centre to all
};

}  // namespace lloyd
