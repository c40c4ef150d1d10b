#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/kernels.hpp"
#include "lloyd/core/score_trials.hpp"
#include "lloyd/core/tile_test.hpp"
#include "lloyd/core/try_tiles.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/data/tile_summaries.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace lloyd {

/// The centres that k-means++ has chosen for one restart, and what a rank's tiles know of them.
template <class T>
class ChosenCenters {
public:
    /// Centres that a tile can tell the near ones of.
    static constexpr int most_near = 64;

    /// tells_near: whether near() will be asked for.
    ChosenCenters(const Shard<T>& shard, const TileSummaries& summaries, int n_clusters);

    const Matrix<T>& centers() const { return centers_; }
    Matrix<T> take() { return std::move(centers_); }
    int count() const { return count_; }
    void add(const T* row);
    /// What the tiles of a group know, if they have balls. nearest_centers: room for the nearest centre of each.
    KnownTiles known(std::int64_t group, std::vector<double>& nearest_centers) const;
    const TileTest& test() const { return test_; }
    /// The tile comes to know the last centre, whose squared distance is to_center, and what is left with it: bounds on the
    /// potential, and on all rows' squared distances to their closest.
    void learn(std::int64_t tile, double to_center, SumBounds left, double farthest);
    /// Bounds that come from the rows; the potential's are no wider than before.
    SumBounds narrow_potential(std::int64_t tile, SumBounds potential);
    void set_farthest(std::int64_t tile, double farthest) { farthest_[static_cast<std::size_t>(tile)] = farthest; }

    double farthest(std::int64_t tile) const { return farthest_[static_cast<std::size_t>(tile)]; }
    /// The centres, in ascending order, that may be closest to a row of the tile and are not scored yet.
    void to_score(std::int64_t tile, std::vector<std::int32_t>& centers);
    /// Now they are.
    void set_scored(std::int64_t tile);

    /// Exact squared distance of a row to its closest centre.
    double of_row(std::int64_t local_row) const;
    /// And of some rows of a tile.
    void of_rows(std::int64_t tile, std::span<const std::int32_t> rows, std::vector<T>& squared) const;
    /// Of all rows, in their order.
    std::vector<double> of_all(const Team& team) const;

private:
    std::span<std::uint64_t> bits(std::int64_t tile) {
        return std::span(to_score_).subspan(static_cast<std::size_t>(tile) * words_, words_);
    }
    template <class V>
    TileView<V> in_rows_place(const Tiles<V>& tiles) const {
        return {tiles.whole().data, count_, tiles.features()};
    }

    /// Squared distances of points to all centres, (points, at least count()); not rounded as the contract's.
    Matrix<double> distances_from(const Matrix<double>& points) const;
    void of_tile(std::int64_t tile, std::vector<T>& squared) const;
    void pack_closest(std::int64_t tile, Panels<T>& panels) const;

    const Shard<T>& shard_;
    const TileSummaries& summaries_;
    TileTest test_;
    Matrix<T> centers_;
    Tiles<T> as_rows_;  ///< the centres in the place of rows
    Tiles<double> as_doubles_;
    int count_ = 0;
    std::vector<double> to_nearest_;  ///< of each tile: squared distance to the nearest centre it knows
    std::vector<std::int32_t> nearest_;
    std::vector<double> farthest_;
    std::vector<double> potential_below_;
    std::vector<double> potential_above_;
    std::size_t words_;                    ///< a tile
    std::vector<std::uint64_t> to_score_;  ///< [tile] a bit for each centre
};

}  // namespace lloyd
