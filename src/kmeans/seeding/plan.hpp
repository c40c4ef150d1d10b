#pragma once

#include "lloyd/core/lanes.hpp"

#include <cstdint>

namespace lloyd {

/// What greedy k-means++ keeps of rows from step to step: decided here for the seeding and for the estimate of its
/// memory.
struct SeedingPlan {
    int restarts_together;  ///< that are seeded in one group
    int scores_a_row;       ///< kept for each of them, floats; 0: found anew

    std::int64_t score_bytes(std::int64_t rows) const {
        return rows * restarts_together * scores_a_row * static_cast<std::int64_t>(sizeof(float));
    }
};

/// Restarts that are seeded together keep their scores within half the size of the data. Where tiles have balls and
/// know which few centres may be closest, scores can be found anew, and all restarts go together; where they have none
/// and the lanes hold features, scores are dear, and those of trials are kept besides. has_balls: of all ranks that
/// have rows; row_bytes: of a row's values.
SeedingPlan plan_seeding(bool has_balls, Lanes lanes, std::int64_t row_bytes, int n_clusters, int n_init);

/// Centres that a tile can tell the near ones of, where scores are found anew.
inline constexpr int most_near_centers = 64;

}  // namespace lloyd
