#include "kmeans/seeding/open_trials.hpp"

#include <algorithm>
#include <cmath>

namespace lloyd {

std::vector<OpenTrials> all_trials(int restarts, int trials) {
    std::vector<OpenTrials> all;
    for (int r = 0; r < restarts; ++r) {
        all.push_back({r, {}});
        for (int c = r * trials; c < (r + 1) * trials; ++c) all.back().trials.push_back(c);
    }
    return all;
}

void narrow_trials(const Communicator& comm, std::span<const GainBounds> gains, std::span<const DrawWeights> weights,
                   std::int64_t local_rows, std::span<OpenTrials> open) {
    // Bounds become integers, whose sum over ranks has no rounding. No gain is above the weight of all rows; what is no
    // number says nothing.
    std::vector<std::int64_t> bounds;
    for (const OpenTrials& restart : open) {
        if (restart.is_decided()) continue;
        const DrawWeights& restart_weights = weights[static_cast<std::size_t>(restart.restart)];
        const std::int64_t most = restart_weights.largest * local_rows;
        for (const std::int32_t c : restart.trials) {
            const GainBounds& gain = gains[static_cast<std::size_t>(c)];
            const auto rows = static_cast<double>(gain.rows);
            const double below = gain.below * restart_weights.scale - rows;
            const double above = gain.above * restart_weights.scale + rows;
            bounds.push_back(below > 0 ? static_cast<std::int64_t>(std::min(below, static_cast<double>(most))) : 0);
            bounds.push_back(above < static_cast<double>(most) ? static_cast<std::int64_t>(std::ceil(above)) : most);
        }
    }
    if (bounds.empty()) return;
    comm.sum(bounds);

    auto bound_pair = bounds.begin();
    for (OpenTrials& restart : open) {
        if (restart.is_decided()) continue;
        const auto end = bound_pair + 2 * static_cast<std::ptrdiff_t>(restart.trials.size());
        std::int64_t most_below = 0;
        for (auto bound = bound_pair; bound != end; bound += 2) most_below = std::max(most_below, *bound);
        std::vector<std::int32_t> left;
        for (const std::int32_t c : restart.trials) {
            if (bound_pair[1] >= most_below) left.push_back(c);
            bound_pair += 2;
        }
        // Where all weights are 0 no trial gains.
        if (weights[static_cast<std::size_t>(restart.restart)].largest == 0) left.resize(1);
        restart.trials = left;
    }
}

}  // namespace lloyd
