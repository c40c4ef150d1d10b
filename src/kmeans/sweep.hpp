#pragma once

#include "kmeans/label_store.hpp"
#include "kmeans/restart.hpp"
#include "kmeans/tile_test.hpp"
#include "lloyd/core/filter.hpp"
#include "lloyd/data/column_statistics.hpp"
#include "lloyd/data/tile_summaries.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// The assignment step: one pass over a rank's rows that serves every active restart, so that a row
/// in cache is used by all of them. Everything it needs is allocated once.
///
/// Only centres that may be nearest to some row of a tile are measured there; a tile with one such centre is not read.
template <class T>
class Sweep {
public:
    Sweep(const Team& team, const Shard<T>& shard, const TileSummaries& summaries, const ColumnStatistics& statistics,
          int n_clusters, int n_init);

    /// Labels every row anew for each restart. Returns this rank's changes as ClusterSums, one
    /// after another: what to add to the restarts' totals once ranks have been summed.
    std::span<std::int64_t> assign(std::span<Restart<T>* const> active);

    /// Labels every row for the last time; returns this rank's exact inertia of each restart.
    std::vector<std::vector<Limbs>> finish(std::span<Restart<T>> restarts, const FixedPoint& scale);

    /// Local rows' labels in input order, of one restart. Call it after finish(), and once a restart.
    std::vector<std::int32_t> labels_of(int restart);

private:
    /// What one thread works with, in cache lines of its own.
    struct alignas(64) Scratch {
        std::vector<std::int64_t> changes;  ///< ClusterSums of every active restart
        std::vector<double> to_centers;     ///< squared distances, [restart][centre][tile of the group]
        std::vector<std::int32_t> candidates;
        Panels<T> panels;  ///< the candidates
        std::vector<T> half_norms;
        std::int64_t filtered_tiles = 0;
        std::int64_t uncertain_tiles = 0;
        std::vector<std::int32_t> labels;
        std::vector<T> squared_distances;
        std::vector<std::int64_t> limbs;  ///< [row][limb_stride] of one tile
        std::vector<char> is_split;       ///< by row: whether its limbs are there
        std::vector<Move> moves;
    };
    /// A restart's centres for tiles' balls, and for filtering.
    struct Views {
        Panels<double> doubles;
        FilteredCenters<T> filtered;
    };

    template <class Body>
    void for_each_tile(std::span<Restart<T>* const> restarts, Body&& body);
    void find_candidates(const Restart<T>& restart, const double* to_centers, std::int64_t tile,
                         Scratch& scratch) const;
    bool rules_none_out(const Scratch& scratch) const;
    const Panels<T>& measured(const Restart<T>& restart, Scratch& scratch) const;
    void label_rows(const Restart<T>& restart, const Views& views, const TileView<T>& tile, Scratch& scratch) const;
    void judge_filter();
    void assign_tile(const Restart<T>& restart, const Views& views, std::int64_t tile, ClusterSums changes,
                     Scratch& scratch);
    void move_tile(std::int64_t tile, std::int32_t from, std::int32_t to, ClusterSums changes) const;
    std::span<const Move> relabel(int restart, std::int64_t tile, Scratch& scratch);
    void split_moved_rows(const TileView<T>& tile, std::span<const Move> moves, Scratch& scratch);
    void add_up_threads(std::size_t size);

    const Team& team_;
    const Shard<T>& shard_;
    const TileSummaries& summaries_;
    const ColumnStatistics& statistics_;
    TileTest test_;
    int n_clusters_;
    LabelStore labels_;
    bool filter_pays_ = true;
    std::vector<Views> views_;  ///< of each active restart
    std::vector<Scratch> scratch_;
};

}  // namespace lloyd
