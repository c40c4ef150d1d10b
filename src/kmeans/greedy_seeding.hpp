#pragma once

#include "kmeans/draw.hpp"
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
/// A tile whose ball shows that a candidate is closest to none of its rows is not read for that candidate.
template <class T>
class GreedySeeding {
public:
    /// Elements of `closest` that a group of restarts needs: a distance for every slot of this rank.
    static std::size_t closest_size(const Shard<T>& shard, int restarts);

    GreedySeeding(const Context& context, const Shard<T>& shard, const TileSummaries& summaries,
                  const FitOptions& options, RestartRange restarts, std::span<T> closest);

    /// Collective. Chooses the next centre of every restart.
    void add_center();

    /// (k, d) of each restart, once all centres are there.
    std::vector<Matrix<T>> take_centers() { return std::move(centers_); }

private:
    /// What a tile knows of one restart.
    struct TileState {
        double to_nearest;  ///< squared distance of its centre to the nearest chosen centre
        int nearest;        ///< which one
        T farthest;         ///< largest `closest` of its rows
    };
    struct Scratch {
        std::vector<double> to_candidates;    ///< [restart][candidate][tile of the group]
        std::vector<std::int32_t> candidates;  ///< of one tile, those that matter
        std::vector<std::int64_t> gains_here;
        std::vector<std::int64_t> gains;  ///< [restart][trial]
        Panels<T> panels;
    };

    std::vector<std::int64_t> gains_of(const Matrix<T>& rows, int trials);
    void move_closer(const Matrix<T>& winners);
    void weigh();
    template <class Body>
    void for_each_tile(const Matrix<T>& candidates, Body&& body);
    bool matters(int restart, std::int64_t tile, double to_candidate, const double* candidate) const;
    std::span<T> closest(int restart, std::int64_t tile) const;
    TileState& state(int restart, std::int64_t tile) {
        return states_[static_cast<std::size_t>(restart * shard_.tiles.count() + tile)];
    }
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
    int step_ = 0;
    std::span<T> closest_;             ///< [restart][slot] squared distance to the closest centre
    std::vector<TileState> states_;    ///< [restart][tile]
    std::vector<RowWeights<T>> weights_;  ///< [restart]
    std::vector<Matrix<T>> centers_;   ///< [restart]
    std::vector<Matrix<double>> centers_as_double_;
    std::vector<Scratch> scratch_;     ///< [thread]
};

}  // namespace lloyd
