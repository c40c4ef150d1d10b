#pragma once

#include "kmeans/centers.hpp"
#include "kmeans/labelling/center_shift.hpp"
#include "kmeans/labelling/label_store.hpp"
#include "kmeans/labelling/near_centers.hpp"
#include "kmeans/labelling/row_bounds.hpp"
#include "kmeans/labelling/row_cache.hpp"
#include "kmeans/labelling/row_labeller.hpp"
#include "lloyd/kmeans/restart.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace lloyd {

/// Labels the rows of tiles that have more than one near centre, and decides which of them are asked at all: those
/// whose bounds from the last sweep tell their centre are not.
template <class T>
class TileLabeller {
public:
    TileLabeller(const Team& team, const Shard<T>& shard, const RoundedRows<T>& rounded, int n_clusters, int n_init);

    /// Before a sweep: how far the restart's centres have moved since the last, which left `labels`.
    void begin_sweep(const Restart<T>& restart, const LabelStore& labels);
    /// After it, once no thread is asking.
    void end_sweep();

    /// A tile's rows, for all restarts one after another.
    TileRows<T> rows_of(std::int64_t tile, int thread) {
        return {shard_.tiles.tile(tile), rounded_.tile(tile), shard_.tiles.first_slot(tile),
                by_thread_[thread].shifted};
    }
    /// A restart on a tile.
    struct Request {
        int restart;
        std::int64_t tile;
        const Centers<T>& centers;
        const NearCenters& near;
    };
    /// The labels of the tile's rows; none if no row's can have changed.
    std::span<const std::int32_t> label(TileRows<T>& rows, const Request& request, const LabelStore& labels,
                                        int thread);

    /// scored_pairs and measured_pairs so far, of this rank.
    Work work() const;

private:
    /// What one thread works with.
    struct Scratch {
        Scratch(int rows_per_tile, int features, int n_clusters, Lanes lanes, bool has_bounds, RowCache<T>& cache)
            : shifted(rows_per_tile, features, lanes),
              labeller(rows_per_tile, features, n_clusters, lanes, has_bounds, cache),
              found(rows_per_tile, has_bounds),
              far(rows_per_tile, has_bounds) {}

        ShiftedTile shifted;
        RowLabeller<T> labeller;
        Findings found;
        Findings far;
        std::vector<std::int32_t> far_and_near;
        std::vector<std::int32_t> doubtful;  ///< rows that have to be labelled
    };

    void judge_filter();
    std::vector<BoundedRow> sample(int restart, const LabelStore& labels);
    CenterChoice<T> choice(const Centers<T>& centers, std::span<const std::int32_t> near) const;
    void find_doubtful(TileRows<T>& rows, const Request& request, Scratch& mine);
    void measure_far(TileRows<T>& rows, const Centers<T>& centers, std::span<float> below, Scratch& mine);

    const Shard<T>& shard_;
    const RoundedRows<T>& rounded_;
    int n_clusters_;
    RowBounds bounds_;
    std::unique_ptr<RowCache<T>> cache_;  ///< threads refer to it
    bool filter_pays_;
    std::vector<CenterShift> shifts_;  ///< [restart] since the last sweep
    PerThread<Scratch> by_thread_;
};

}  // namespace lloyd
