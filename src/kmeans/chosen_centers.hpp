#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/kernels.hpp"
#include "lloyd/core/tile_test.hpp"
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
    ChosenCenters(const Shard<T>& shard, const TileSummaries& summaries, int n_clusters, bool tells_near);

    const Matrix<T>& centers() const { return centers_; }
    Matrix<T> take() { return std::move(centers_); }
    int count() const { return count_; }
    void add(const T* row);
    /// Squared distances of points to all of them, (points, at least count()); not rounded as the contract's.
    Matrix<double> distances_from(const Matrix<double>& points) const;

    /// Which tiles of a group a point may be close to, bit by bit: closer to some row than all centres that the tile knows.
    /// to_point: squared distances of the tiles' centres; between[j]: of the centre j.
    std::uint32_t reached(std::int64_t group, const double* to_point, std::span<const double> between) const;
    /// The tile comes to know the last centre. farthest: no row is left with a larger squared distance to its closest.
    void learn(std::int64_t tile, double to_center, double farthest);
    /// Bit by bit the centres that may be closest to a row of the tile.
    std::uint64_t near(std::int64_t tile) const { return near_[static_cast<std::size_t>(tile)]; }
    double farthest(std::int64_t tile) const { return farthest_[static_cast<std::size_t>(tile)]; }

    /// Exact squared distance of a row to its closest centre.
    double of_row(std::int64_t local_row) const;
    /// And of some rows of a tile.
    void of_rows(std::int64_t tile, std::span<const std::int32_t> rows, std::vector<T>& squared) const;
    /// Of all rows, in their order.
    std::vector<double> of_all(const Team& team) const;

private:
    template <class V>
    TileView<V> in_rows_place(const Tiles<V>& tiles) const {
        return {tiles.whole().data, count_, tiles.features()};
    }

    void of_tile(std::int64_t tile, std::vector<T>& squared) const;
    void pack_closest(std::int64_t tile, Panels<T>& panels) const;

    const Shard<T>& shard_;
    const TileSummaries& summaries_;
    TileTest test_;
    Matrix<T> centers_;
    Tiles<T> as_rows_;  ///< the centres in the place of rows
    Tiles<double> as_doubles_;
    std::vector<double> between_;  ///< squared distances of the last centre to all before
    int count_ = 0;
    bool tells_near_;
    std::vector<double> to_nearest_;  ///< of each tile: squared distance to the nearest centre it knows
    std::vector<std::int32_t> nearest_;
    std::vector<double> farthest_;
    std::vector<std::uint64_t> near_;
};

}  // namespace lloyd
