#pragma once

#include "kmeans/label_store.hpp"
#include "kmeans/restart.hpp"
#include "kmeans/row_bounds.hpp"
#include "kmeans/row_cache.hpp"
#include "kmeans/row_labeller.hpp"
#include "kmeans/tile_candidates.hpp"
#include "lloyd/data/rounded_rows.hpp"
#include "lloyd/data/shard.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace lloyd {

/// Labels the rows of tiles that have more than one candidate: those whose bounds from the last sweep do not tell their
/// centre are filtered, those of which the filter is not certain are measured.
template <class T>
class RowAssigner {
public:
    RowAssigner(const Team& team, const Shard<T>& shard, const RoundedRows<T>& rounded, int n_clusters, int n_init);

    /// Before a sweep: the restart's centres as they are now, and `labels` as the last sweep left them.
    void set(const Restart<T>& restart, const LabelStore& labels);
    /// After a sweep.
    void end_sweep();

    /// For one tile after another, each with one restart after another.
    void take(std::int64_t tile, int thread) {
        scratch(thread).labeller.take(shard_.tiles.tile(tile), rounded_.tile(tile), shard_.tiles.first_slot(tile));
    }
    /// The labels of the tile's rows; none if no row's can have changed.
    std::span<const std::int32_t> assign(const Restart<T>& restart, std::int64_t tile, const Candidates& candidates,
                                         const LabelStore& labels, int thread);
    /// Rows' squared distances to the nearest of the candidates, and its labels.
    struct Measured {
        std::span<const std::int32_t> labels;
        std::span<const T> squared_distances;
    };
    Measured measure(const Restart<T>& restart, std::int64_t tile, std::span<const std::int32_t> candidates,
                     int thread);

    /// scored_pairs and measured_pairs so far, of this rank.
    Work work() const;

private:
    /// What one thread works with, in cache lines of its own.
    struct alignas(64) Scratch {
        Scratch(int rows_per_tile, int features, int n_clusters, Lanes lanes, bool has_bounds, RowCache<T>& cache)
            : labeller(rows_per_tile, features, n_clusters, lanes, has_bounds, cache),
              found(rows_per_tile, has_bounds),
              far(rows_per_tile, has_bounds) {}

        RowLabeller<T> labeller;
        Findings found;
        Findings far;
        std::vector<std::int32_t> far_candidates;
        std::vector<std::int32_t> doubtful;  ///< rows that have to be labelled
    };
    /// A restart's centres, and how they came from the last sweep's.
    struct View {
        FilteredCenters filtered;
        Tiles<T> as_rows;
        Matrix<T> previous;
        Movement movement;
    };

    Scratch& scratch(int thread) { return *scratch_[static_cast<std::size_t>(thread)]; }
    void judge_filter();
    std::vector<BoundedRow> sample(int restart, const LabelStore& labels);
    CenterChoice<T> choice(const Restart<T>& restart, std::span<const std::int32_t> candidates) const;
    void find_doubtful(const Restart<T>& restart, std::int64_t tile, const Candidates& candidates, Scratch& scratch);
    void measure_far(const Restart<T>& restart, std::span<float> below, Scratch& scratch);

    const Shard<T>& shard_;
    const RoundedRows<T>& rounded_;
    int n_clusters_;
    RowBounds bounds_;
    std::unique_ptr<RowCache<T>> cache_;  ///< threads refer to it
    bool filter_pays_;
    std::vector<View> views_;                        ///< of each restart
    std::vector<std::unique_ptr<Scratch>> scratch_;  ///< of each thread
};

}  // namespace lloyd
