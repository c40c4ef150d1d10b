#pragma once

#include "kmeans/draw.hpp"
#include "kmeans/seeding.hpp"
#include "kmeans/tile_test.hpp"
#include "lloyd/base/matrix.hpp"
#include "lloyd/core/kernels.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/data/tile_summaries.hpp"
#include "lloyd/kmeans/options.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Restarts [begin, end).
struct RestartRange {
    int begin = 0;
    int end = 0;
    int count() const { return end - begin; }
};

/// Greedy k-means++ (Arthur & Vassilvitskii 2007, with scikit-learn's local trials) for a few restarts
/// that share every sweep over the rows.
///
/// A row's weight is floor(D * scale) with D its squared distance to the closest centre so far and
/// scale a power of two chosen from the largest D of all rows, so weights and their sums are exact
/// integers. Each trial draws a row by weight (draw.hpp); the one that takes most off the total wins, the first of equals.
///
/// One sweep a centre: it brings each tile's distances up to date with the last winner and tries the new candidates. A tile
/// whose ball shows that a candidate is closest to none of its rows is not read for that candidate.
///
/// Rows' distances to the closest centre are kept in `closest`, or found anew, where tiles are near a few centres only.
template <class T>
class GreedySeeding {
public:
    /// Elements of `closest` that a group of restarts needs to keep distances: one for every slot of this rank.
    static std::size_t closest_size(const Shard<T>& shard, int restarts);
    /// Whether distances can be found anew, with an empty `closest`: a tile then knows which of so many centres are near.
    static bool can_find_anew(const TileSummaries& summaries, int n_clusters) {
        return !summaries.empty() && n_clusters <= 64;
    }

    GreedySeeding(const Context& context, const Shard<T>& shard, const TileSummaries& summaries,
                  const FitOptions& options, RestartRange restarts, std::span<T> closest);

    /// Collective. Chooses the next centre of every restart.
    void add_center();

    /// (k, d) of each restart, once all centres are there.
    std::vector<Matrix<T>> take_centers() { return std::move(centers_); }

private:
    /// What a tile knows of one restart.
    struct TileState {
        double to_nearest;   ///< squared distance of its centre to the nearest chosen centre
        int nearest;         ///< which one
        double farthest;     ///< largest `closest` of its rows
        std::uint64_t near;  ///< bit by bit the centres that may be closest to a row, where distances are found anew
    };
    /// What one thread works with, in cache lines of its own.
    struct alignas(64) Scratch {
        std::vector<double> to_winners;        ///< squared distances, [restart][tile of the group]
        std::vector<double> to_candidates;     ///< [restart][trial][tile of the group]
        std::vector<std::int32_t> candidates;  ///< of one tile, those that matter
        std::vector<Trial> trials_here;
        std::vector<Trial> trials;  ///< [restart][trial]
        std::vector<std::int32_t> near;
        Panels<T> near_panels;
        std::vector<T> closest;  ///< of one tile
        Panels<T> panels;
    };

    void choose(int restart, const T* row);
    int pending() const;
    std::vector<Trial> sweep(const Matrix<T>& candidates, int trials);
    void move_closer(int restart, std::int64_t tile, double to_winner, Scratch& scratch);
    void try_on_tile(int restart, std::int64_t tile, const Matrix<T>& candidates, int trials, Scratch& scratch);
    void add_near(int restart, std::int64_t tile, double to_winner);
    void pack_near(int restart, std::int64_t tile, Scratch& scratch) const;
    double take_first(std::int64_t tile, const Panels<T>& center, std::span<T> distances) const;
    bool matters(int restart, std::int64_t tile, double to_point, const T* point) const;
    double closest_of_row(int restart, std::int64_t local_row) const;
    std::span<T> closest(int restart, std::int64_t tile) const;
    TileState& state(int restart, std::int64_t tile) {
        return states_[static_cast<std::size_t>(restart * shard_.tiles.count() + tile)];
    }
    double& farthest(int restart, std::int64_t tile, int trial) {
        return farthest_[static_cast<std::size_t>((restart * shard_.tiles.count() + tile) * trials_ + trial)];
    }
    bool finds_anew() const { return closest_.empty(); }
    const TileState& state(int restart, std::int64_t tile) const {
        return states_[static_cast<std::size_t>(restart * shard_.tiles.count() + tile)];
    }

    const Context& context_;
    const Shard<T>& shard_;
    const TileSummaries& summaries_;
    TileTest test_;
    Philox random_;
    RestartRange restarts_;
    int n_clusters_;
    int trials_;            ///< a step
    int step_ = 0;          ///< centres chosen so far
    std::span<T> closest_;  ///< [restart][slot] squared distance to the closest centre but the pending; or empty
    std::vector<TileState> states_;    ///< [restart][tile], without the pending centre
    std::vector<double> farthest_;     ///< [restart][tile][trial] where distances are found anew: with that trial as a
                                       ///< centre, or below 0 where it would change nothing
    std::vector<int> winners_;         ///< [restart] the trial that became the pending centre
    std::vector<RowWeights> weights_;  ///< [restart]
    std::vector<Matrix<T>> centers_;   ///< [restart]
    std::vector<Scratch> scratch_;     ///< [thread]
};

}  // namespace lloyd
