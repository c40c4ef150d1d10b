#pragma once

#include "kmeans/seeding/candidates.hpp"
#include "kmeans/seeding/tile_knowledge.hpp"
#include "lloyd/core/bounds/gain_by_scores.hpp"
#include "lloyd/data/prepared_rows.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Rows' scores of the closest centre chosen so far, tile by tile, for all restarts of a group. They are kept, where
/// tiles come to know of centres when they are read; or they are found anew, where tiles are near a few centres only.
/// Where scores are dear those of trials are kept, too: the winner's are the next centre's.
template <class T>
class ClosestScores {
public:
    /// scores: for every restart and slot of the rounded rows as many as SeedingPlan says, or none; trials: a step.
    ClosestScores(const Team& team, const Shard<T>& shard, const PreparedRows<T>& rows,
                  std::vector<ChosenCenters<T>>& chosen, int trials, std::span<float> scores);

    /// The tile's rounded rows, restored; until this thread asks for another tile.
    const ShiftedTile& rows(std::int64_t tile, int thread);
    /// [padded row] scores of the closest centre; until this thread asks for others.
    const float* closest(int restart, std::int64_t tile, int thread);

    /// Where a trial's scores of a tile are kept; null where none are.
    float* trial(int restart, int trial, std::int64_t tile) const;
    /// [restart] the trials that have become the last centres.
    void set_winners(std::vector<int> trials) { winners_ = std::move(trials); }

    /// Rows times centres scored here, of this rank.
    std::int64_t scored_pairs() const;

private:
    /// What one thread works with.
    struct Scratch {
        ShiftedTile rows;
        std::int64_t tile = -1;  ///< that they are of
        std::vector<std::int32_t> unscored;
        PackedCenters packed;
        std::vector<float> closest;
        std::int64_t scored_pairs = 0;
    };

    const Shard<T>& shard_;
    const RoundedRows<T>& rounded_;
    std::vector<ChosenCenters<T>>& chosen_;  ///< [restart]
    int trials_;
    std::span<float> kept_;         ///< [restart][slot] scores of the centres that are scored; or empty
    std::span<float> kept_trials_;  ///< [restart][trial][slot] where all tiles are read for all open trials; or empty
    std::vector<std::uint8_t> is_begun_;  ///< [restart][tile] whether any are kept
    std::vector<int> winners_;
    PerThread<Scratch> by_thread_;
};

}  // namespace lloyd
