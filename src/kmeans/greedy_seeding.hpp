#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/kernels.hpp"
#include "lloyd/core/philox.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/kmeans/options.hpp"
#include "lloyd/parallel/context.hpp"

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
/// integers. Each trial draws u below the total weight and takes the first row, in global order, at
/// which the running sum exceeds u; the trial that leaves the lowest total wins, the first of equals.
template <class T>
class GreedySeeding {
public:
    /// Elements of `closest` that a group of restarts needs: a distance for every padded row of this rank.
    static std::size_t closest_size(const Shard<T>& shard, int restarts);

    GreedySeeding(const Context& context, const Shard<T>& shard, const FitOptions& options, RestartRange restarts,
                  std::span<T> closest);

    /// Collective. Chooses the next centre of every restart.
    void add_center();

    /// (k, d) of each restart, once all centres are there.
    std::vector<Matrix<T>> take_centers() { return std::move(centers_); }

private:
    /// What is known of one restart's weights.
    struct Weights {
        double scale = 0;
        std::int64_t before = 0;  ///< total of the ranks before this one
        std::int64_t local = 0;   ///< total of this rank
        std::int64_t all = 0;     ///< total of all ranks
    };

    std::vector<std::int64_t> draw_rows(int trials) const;
    std::int64_t row_at(int restart, std::int64_t weight) const;
    std::vector<Potential> try_candidates(const std::vector<Panels<T>>& candidates, int trials);
    void move_closer(const std::vector<Panels<T>>& winners);
    T* closest(int restart, std::int64_t tile) const;

    const Context& context_;
    const Shard<T>& shard_;
    Philox random_;
    RestartRange restarts_;
    int n_clusters_;
    int step_ = 0;
    std::int64_t padded_rows_;
    std::span<T> closest_;                    ///< [restart][padded row] squared distance to the closest centre
    std::vector<std::int64_t> tile_weights_;  ///< [restart][tile]
    std::vector<Weights> weights_;            ///< [restart]
    std::vector<Matrix<T>> centers_;          ///< [restart]
};

}  // namespace lloyd
