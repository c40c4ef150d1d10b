#pragma once

#include "kmeans/seeding/candidates.hpp"
#include "kmeans/seeding/closest_distances.hpp"
#include "kmeans/seeding/closest_scores.hpp"
#include "kmeans/seeding/gains_by_scores.hpp"
#include "kmeans/seeding/open_trials.hpp"
#include "lloyd/parallel/context.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// What bounds do not decide, by exact distances of the few rows that are in doubt: the gains of trials that are still
/// open, and the largest squared distance of any row to its closest centre.
template <class T>
class ExactGains {
public:
    ExactGains(const Context& context, const Shard<T>& shard, const PreparedRows<T>& rows,
               std::vector<ChosenCenters<T>>& chosen, ClosestScores<T>& scores);

    /// Collective. [restart][trial] integer gains of the open trials.
    std::vector<std::int64_t> of_trials(const Candidates<T>& candidates, std::span<const OpenTrials> open,
                                        std::span<const DrawWeights> weights, const TrialsOnTiles& tried);

    /// Collective. [restart] the largest squared distance of all rows to their closest centre.
    std::vector<double> largest_closest(const Candidates<T>& candidates);

private:
    /// What one thread works with.
    struct Scratch {
        std::vector<std::int32_t> selection;  ///< the candidates on a tile
        Panels<T> panels;
        std::vector<double> above;           ///< >= each row's squared distance to its closest
        std::vector<T> to_trials;            ///< [trial][padded row] of a tile
        std::vector<std::int32_t> doubtful;  ///< rows of a tile whose closest have to be measured
        std::vector<T> squared;              ///< theirs
    };

    void bound_rows(int restart, std::int64_t tile, const Scoring& scoring, int thread);
    void add_gains(const OpenTrials& open, std::int64_t tile, const Candidates<T>& candidates, double scale,
                   const TrialsOnTiles& tried, std::span<std::int64_t> gains, int thread);
    double largest_on_tile(int restart, std::int64_t tile, double at_least, const Scoring& scoring, int thread);
    ClosestDistances<T> distances(int restart) const {
        return {shard_, summaries_, chosen_[static_cast<std::size_t>(restart)]};
    }

    const Context& context_;
    const Shard<T>& shard_;
    const TileSummaries& summaries_;
    std::vector<ChosenCenters<T>>& chosen_;  ///< [restart]
    ClosestScores<T>& scores_;
    PerThread<Scratch> by_thread_;
};

}  // namespace lloyd
