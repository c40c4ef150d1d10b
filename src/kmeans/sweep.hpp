#pragma once

#include "kmeans/label_store.hpp"
#include "kmeans/restart.hpp"
#include "kmeans/row_assigner.hpp"
#include "kmeans/tile_candidates.hpp"
#include "lloyd/data/digest.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lloyd {

/// The assignment step: one pass over a rank's rows that serves every active restart, so that a row
/// in cache is used by all of them. Everything it needs is allocated once.
///
/// Only centres that may be nearest to some row of a tile are considered there; a tile with one such centre is not read.
template <class T>
class Sweep {
public:
    Sweep(const Team& team, const Shard<T>& shard, const Digest<T>& rows, int n_clusters, int n_init);

    /// Labels every row anew for each restart. Returns this rank's changes as ClusterSums, one
    /// after another: what to add to the restarts' totals once ranks have been summed.
    std::span<std::int64_t> assign(std::span<Restart<T>* const> active);

    /// Labels every row for the last time; returns this rank's exact inertia of each restart.
    std::vector<std::vector<Limbs>> finish(std::span<Restart<T>> restarts, const FixedPoint& scale);

    /// Calls body(tile, labels, squared distances to their centres, thread) for every tile, with the labels of the last
    /// assign() of that restart, whose centres have not moved since.
    void for_each_distance(
        const Restart<T>& restart,
        const std::function<void(std::int64_t, std::span<const std::int32_t>, std::span<const T>, int)>& body);

    /// Pairs and tiles so far, of this rank.
    Work work() const;

    /// Local rows' labels in input order, of one restart.
    std::vector<std::int32_t> labels_of(int restart) const;

private:
    /// What one thread works with, in cache lines of its own.
    struct alignas(64) Scratch {
        std::vector<std::int64_t> changes;  ///< ClusterSums of every active restart
        typename TileCandidates<T>::Group group;
        Candidates candidates;
        std::vector<std::int32_t> labels;   ///< of a tile's rows
        std::vector<std::size_t> together;  ///< restarts that give all rows of a tile one label
        std::vector<T> centers;             ///< theirs
        Panels<T> panels;
        std::vector<T> squared;  ///< [centre][row] distances
        std::vector<Move> moves;
        std::int64_t tiles = 0;
        std::int64_t tiles_skipped = 0;
        std::int64_t measured_pairs = 0;
    };

    void assign_tile(const Restart<T>& restart, std::int64_t tile, ClusterSums changes, int thread);
    void add_inertia(std::span<Restart<T>> restarts, std::int64_t tile, const FixedPoint& scale, Scratch& scratch,
                     std::span<Limbs> inertia);
    std::span<const T> own_distances_of(const Restart<T>& restart, std::int64_t tile, Scratch& scratch);
    void move_tile(std::int64_t tile, std::int32_t from, std::int32_t to, ClusterSums changes) const;
    std::span<const Move> relabel(int restart, std::int64_t tile, std::span<const std::int32_t> labels,
                                  Scratch& scratch);
    void move_rows(std::int64_t tile, std::span<const Move> moves, ClusterSums changes) const;
    void add_up_threads(std::size_t size);

    const Team& team_;
    const Shard<T>& shard_;
    const TileSummaries& summaries_;
    const ColumnStatistics& statistics_;
    int n_clusters_;
    LabelStore labels_;
    TileCandidates<T> candidates_;
    RowAssigner<T> rows_;
    std::vector<Scratch> scratch_;  ///< of each thread
};

}  // namespace lloyd
