#pragma once

#include "kmeans/seeding/candidates.hpp"
#include "kmeans/seeding/closest_scores.hpp"
#include "kmeans/seeding/draws.hpp"
#include "kmeans/seeding/exact_gains.hpp"
#include "kmeans/seeding/gains_by_scores.hpp"
#include "kmeans/seeding/gains_by_tiles.hpp"
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
/// A row's weight is floor(D * scale) with D its squared distance to the closest centre so far and scale a power of two
/// chosen from the largest D of all rows, so weights and their sums are exact integers. Each trial draws a row by
/// weight (draws); the one that takes most off the total wins, the first of equals. Most steps are decided by what
/// tiles say of the trials (GainsByTiles), others by the rounded rows of tiles that say too little (GainsByScores), a
/// few by exact distances (ExactGains), which also give the largest weight.
template <class T>
class GreedySeeding {
public:
    /// scores: of SeedingPlan, for every restart of the range and slot of the rounded rows.
    GreedySeeding(const Context& context, const Shard<T>& shard, const PreparedRows<T>& rows, const FitOptions& options,
                  RestartRange restarts, std::span<float> scores);
    // Its parts refer to each other.
    GreedySeeding(const GreedySeeding&) = delete;
    GreedySeeding& operator=(const GreedySeeding&) = delete;

    /// Collective. Chooses the next centre of every restart.
    void add_center();
    /// Collective. Takes the next centre of every restart, a row each, as it was chosen before.
    void add_known(Matrix<T> centers);

    /// Those chosen so far for the i-th restart of the range.
    MatrixView<const T> centers(int i) const { return chosen_[static_cast<std::size_t>(i)].centers.values(); }

    /// Rows times centres and candidates that were scored so far, of this rank.
    std::int64_t scored_pairs() const { return scores_.scored_pairs() + by_scores_.scored_pairs(); }

private:
    /// Tiles are asked less and less often while they tell nothing: after 1, 2, 4 .. steps.
    struct Patience {
        bool is_due(int step) const { return step >= due; }
        void note(int step, bool told_something) {
            wait = told_something ? 0 : std::max(1, 2 * wait);
            due = step + 1 + wait;
        }
        int wait = 0;
        int due = 1;
    };

    void add_best(Matrix<T> candidates, int trials);
    std::vector<int> decide();
    void take_in(const std::vector<int>& winners);
    void weigh();

    const Context& context_;
    const Shard<T>& shard_;
    Philox random_;
    int trials_;    ///< a step
    int step_ = 0;  ///< centres chosen so far
    Patience balls_;
    std::vector<ChosenCenters<T>> chosen_;  ///< [restart]
    std::vector<DrawWeights> weights_;      ///< [restart]
    Candidates<T> candidates_;
    ClosestScores<T> scores_;
    GainsByTiles<T> by_tiles_;
    GainsByScores<T> by_scores_;
    ExactGains<T> exact_;
};

}  // namespace lloyd
