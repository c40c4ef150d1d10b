#pragma once

#include "kmeans/centers.hpp"
#include "kmeans/cluster_sums.hpp"
#include "kmeans/labelling/label_store.hpp"
#include "kmeans/labelling/near_centers.hpp"
#include "kmeans/labelling/tile_labeller.hpp"
#include "lloyd/kmeans/restart.hpp"
#include "lloyd/data/prepared_rows.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lloyd {

/// The assignment step: one pass over a rank's rows that serves every active restart, so that a row
/// in cache is used by all of them. Everything it needs is allocated once.
///
/// Only centres that may be nearest to some row of a tile are considered there; a tile with one such centre is not
/// read.
template <class T>
class Assignment {
public:
    Assignment(const Team& team, const Shard<T>& shard, const PreparedRows<T>& rows, int n_clusters, int n_init);

    /// Labels every row anew by each restart's centres. Returns this rank's changes: what to add to the restarts'
    /// totals once ranks have been summed.
    IterationMessage sweep(std::span<Restart<T>* const> active);
    /// What a sweep of so many restarts fills and returns, for a rank that has to send one without.
    IterationMessage message(std::size_t restarts);

    /// Labels every row for the last time; returns this rank's exact inertia of each restart.
    std::vector<Limbs> finish(std::span<Restart<T>> restarts, const FixedPoint& scale);

    /// A tile's rows as the last sweep() left them, and their squared distances to the centres they were assigned by.
    struct AssignedTile {
        std::int64_t tile;
        std::span<const std::int32_t> labels;
        std::span<const T> squared_distances;
        int thread;
    };
    /// Calls body for every tile, by all threads.
    void for_each_distance(const Restart<T>& restart, const std::function<void(const AssignedTile&)>& body);

    /// Pairs and tiles so far, of this rank.
    Work work() const;

    /// Local rows' labels in input order, of one restart.
    std::vector<std::int32_t> labels_of(int restart) const;

private:
    /// What one thread works with.
    struct Scratch {
        std::vector<std::int64_t> changes;  ///< IterationMessage
        NearCenterFinder<T> finder;
        NearCenters near;
        std::vector<std::int32_t> labels;   ///< of a tile's rows
        std::vector<std::size_t> together;  ///< restarts that give all rows of a tile one label
        std::vector<T> centers;             ///< theirs
        Panels<T> panels;
        std::vector<T> squared;  ///< [centre][row] distances
        std::vector<Relabel> relabelled;
        Work work;
    };

    const Centers<T>& centers_of(const Restart<T>& restart) const {
        return centers_[static_cast<std::size_t>(restart.index)];
    }
    void assign_tile(const Restart<T>& restart, std::int64_t tile, TileRows<T>& rows, ClusterSums changes, int thread);
    void transfer_tile(std::int64_t tile, std::int32_t from, std::int32_t to, ClusterSums changes) const;
    void relabel_rows(int restart, std::int64_t tile, std::span<const std::int32_t> labels, Scratch& mine,
                      ClusterSums changes);
    void add_inertia(std::span<Restart<T>> restarts, std::int64_t tile, const FixedPoint& scale, Scratch& mine,
                     std::span<Limbs> inertia);
    std::span<const T> own_distances_of(const Restart<T>& restart, std::int64_t tile, Scratch& mine);
    IterationMessage add_up_threads(std::size_t restarts);

    const Team& team_;
    const Shard<T>& shard_;
    const TileSummaries& summaries_;
    const ColumnStatistics& statistics_;
    int n_clusters_;
    std::vector<Centers<T>> centers_;  ///< [restart] in all their forms, as of its last sweep
    LabelStore labels_;
    TileLabeller<T> labeller_;
    PerThread<Scratch> by_thread_;
};

}  // namespace lloyd
