#include "kmeans/seeding/plan.hpp"

#include "kmeans/seeding/rules.hpp"

#include <algorithm>

namespace lloyd {

SeedingPlan plan_seeding(bool has_balls, Lanes lanes, std::int64_t row_bytes, int n_clusters, int n_init) {
    const bool keeps_trials = !has_balls && lanes == Lanes::features;
    const int scores_a_row = keeps_trials ? 1 + trials_per_step(n_clusters) : 1;
    const std::int64_t half_row = row_bytes / (2 * static_cast<std::int64_t>(sizeof(float)) * scores_a_row);
    const int together = static_cast<int>(std::clamp<std::int64_t>(half_row, 1, n_init));
    const bool can_find_anew = has_balls && n_clusters <= most_near_centers;
    if (can_find_anew && together < n_init) return {n_init, 0};
    return {together, scores_a_row};
}

}  // namespace lloyd
