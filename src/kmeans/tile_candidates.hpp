#pragma once

#include "kmeans/restart.hpp"
#include "lloyd/core/tile_test.hpp"
#include "lloyd/data/tile_summaries.hpp"
#include "lloyd/data/tiles.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Centres that may be nearest to a row of a tile.
struct Candidates {
    std::vector<std::int32_t> centers;  ///< ascending; none: nothing is known of the tile
    std::int32_t nearest = no_cluster;  ///< to the tile's centre, where anything is known
    float others_below = 0;             ///< no row's distance to any other centre is below this
};

/// Finds them from tiles' balls alone, for every restart.
template <class T>
class TileCandidates {
public:
    /// What one thread works with: a group of tiles and their distances to all centres.
    class Group {
        friend TileCandidates;
        std::vector<double> centers_;  ///< of tiles or clusters, as rows
        int tiles_ = 0;
        Panels<double> panels_;
        std::vector<double> squared_;  ///< [restart][tile][padded centre]
        Panels<double> nearest_;
        std::vector<double> from_nearest_;  ///< of a tile's nearest centre to all
    };

    TileCandidates(const TileSummaries& summaries, int n_clusters, int features, int n_init);

    /// The restart's centres as they are now.
    void set(const Restart<T>& restart);

    /// Measures the tiles of a group against the restarts' centres.
    void take(std::int64_t group, std::span<Restart<T>* const> restarts, Group& measured) const;
    /// For the i-th of those restarts and a tile of that group.
    void find(std::size_t i, const Restart<T>& restart, std::int64_t tile, Group& measured,
              Candidates& candidates) const;

private:
    std::int64_t stride() const { return padded_rows<double>(n_clusters_); }

    const TileSummaries& summaries_;
    TileTest test_;
    int n_clusters_;
    std::vector<Tiles<double>> centers_;  ///< of each restart, in the place of rows
};

}  // namespace lloyd
