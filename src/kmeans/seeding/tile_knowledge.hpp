#pragma once

#include "kmeans/centers.hpp"
#include "lloyd/core/bounds/gain_by_scores.hpp"
#include "lloyd/core/bounds/gain_by_tiles.hpp"
#include "lloyd/core/bounds/tile_test.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/data/tile_summaries.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// What the tiles of a rank know of the centres that k-means++ has chosen for one restart: the nearest one, how far
/// rows may be from their closest, and which centres may be closest to a row without being scored yet.
template <class T>
class TileKnowledge {
public:
    TileKnowledge(const Shard<T>& shard, const TileSummaries& summaries, int n_clusters);

    /// Of memory a tile.
    static std::int64_t bytes_a_tile(int n_clusters) {
        return 4 * static_cast<std::int64_t>(sizeof(double)) + static_cast<std::int64_t>(sizeof(std::int32_t)) +
               (n_clusters + 63) / 64 * static_cast<std::int64_t>(sizeof(std::uint64_t));
    }

    const TileTest& test() const { return test_; }
    /// What the tiles of a group know, if they have balls. nearest_centers: room for the nearest centre of each.
    KnownTiles known(std::int64_t group, const Centers<T>& centers, std::vector<double>& nearest_centers) const;
    /// The nearest centre to the tile's own, no_cluster without balls, and its squared distance.
    std::int32_t nearest(std::int64_t tile) const { return nearest_[static_cast<std::size_t>(tile)]; }
    double to_nearest(std::int64_t tile) const { return to_nearest_[static_cast<std::size_t>(tile)]; }

    /// The tile comes to know a centre, whose squared distance is to_center, and what is left with it: bounds on the
    /// potential, and on all rows' squared distances to their closest.
    void learn(std::int64_t tile, std::int32_t center, double to_center, SumBounds left, double farthest);
    /// Takes in bounds on the potential that come from the rows, and returns what is known now: no wider than before.
    SumBounds narrow_potential(std::int64_t tile, SumBounds potential);

    /// No row's squared distance to its closest is larger.
    double farthest(std::int64_t tile) const { return farthest_[static_cast<std::size_t>(tile)]; }
    void set_farthest(std::int64_t tile, double farthest) { farthest_[static_cast<std::size_t>(tile)] = farthest; }

    /// The centres, in ascending order, that may be closest to a row of the tile and are not scored yet.
    void to_score(std::int64_t tile, const Centers<T>& centers, std::vector<std::int32_t>& unscored);
    /// Now they are.
    void set_scored(std::int64_t tile);

private:
    std::span<std::uint64_t> bits(std::int64_t tile) {
        return std::span(to_score_).subspan(static_cast<std::size_t>(tile) * words_, words_);
    }

    const TileSummaries& summaries_;
    TileTest test_;
    std::vector<double> to_nearest_;  ///< [tile], as all of these
    std::vector<std::int32_t> nearest_;
    std::vector<double> farthest_;
    std::vector<double> potential_below_;
    std::vector<double> potential_above_;
    std::size_t words_;                    ///< a tile
    std::vector<std::uint64_t> to_score_;  ///< [tile] a bit for each centre
};

/// The centres chosen for one restart so far, and what tiles know of them.
template <class T>
struct ChosenCenters {
    Centers<T> centers;
    TileKnowledge<T> tiles;
};

}  // namespace lloyd
