#pragma once

#include "kmeans/label_store.hpp"
#include "kmeans/restart.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// The assignment step: one pass over a rank's rows that serves every active restart, so that a row
/// in cache is used by all of them. Everything it needs is allocated once.
template <class T>
class Sweep {
public:
    Sweep(const Team& team, const Shard<T>& shard, std::span<const FixedPoint> columns, int n_clusters, int n_init);

    /// Labels every row anew for each restart. Returns this rank's changes as ClusterSums, one
    /// after another: what to add to the restarts' totals once ranks have been summed.
    std::span<std::int64_t> assign(std::span<Restart<T>* const> active);

    /// Labels every row for the last time; returns this rank's exact inertia of each restart.
    std::vector<std::vector<Limbs>> finish(std::span<Restart<T>> restarts, const FixedPoint& scale);

    const LabelStore& labels() const { return labels_; }

private:
    /// What one thread works with.
    struct Scratch {
        std::vector<std::int64_t> changes;  ///< ClusterSums of every active restart
        std::vector<std::int32_t> labels;
        std::vector<T> squared_distances;
        std::vector<std::int64_t> limbs;  ///< [row][limb_stride] of one tile
        std::vector<char> is_split;       ///< by row: whether its limbs are there
        std::vector<Move> moves;
    };

    void assign_tile(std::span<Restart<T>* const> active, std::int64_t tile, Scratch& scratch);
    void split_moved_rows(const TileView<T>& tile, std::span<const Move> moves, Scratch& scratch);
    void add_up_threads(std::size_t size);

    const Team& team_;
    const Shard<T>& shard_;
    std::span<const FixedPoint> columns_;
    int n_clusters_;
    LabelStore labels_;
    std::vector<Scratch> scratch_;
};

}  // namespace lloyd
