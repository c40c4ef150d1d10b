#include "kmeans/contest.hpp"

#include <algorithm>
#include <cmath>

namespace lloyd {

std::vector<Contest> open_contests(int restarts, int trials) {
    std::vector<Contest> contests;
    for (int r = 0; r < restarts; ++r) {
        contests.push_back({r, {}});
        for (int c = r * trials; c < (r + 1) * trials; ++c) contests.back().trials.push_back(c);
    }
    return contests;
}

void narrow_contests(const Communicator& comm, std::span<const GainBounds> gains, std::span<const RowWeights> weights,
                     std::int64_t local_rows, std::span<Contest> contests) {
    // Bounds become integers, whose sum over ranks has no rounding. No gain is above the weight of all rows; what is no number
    // says nothing.
    std::vector<std::int64_t> bounds;
    for (const Contest& contest : contests) {
        if (contest.trials.size() == 1) continue;
        const RowWeights& of_restart = weights[static_cast<std::size_t>(contest.restart)];
        const std::int64_t most = of_restart.largest * local_rows;
        for (const std::int32_t c : contest.trials) {
            const GainBounds& gain = gains[static_cast<std::size_t>(c)];
            const auto rows = static_cast<double>(gain.rows);
            const double below = gain.below * of_restart.scale - rows;
            const double above = gain.above * of_restart.scale + rows;
            bounds.push_back(below > 0 ? static_cast<std::int64_t>(std::min(below, static_cast<double>(most))) : 0);
            bounds.push_back(above < static_cast<double>(most) ? static_cast<std::int64_t>(std::ceil(above)) : most);
        }
    }
    if (bounds.empty()) return;
    comm.sum(bounds);

    auto of_trial = bounds.begin();
    for (Contest& contest : contests) {
        if (contest.trials.size() == 1) continue;
        const auto end = of_trial + 2 * static_cast<std::ptrdiff_t>(contest.trials.size());
        std::int64_t most_below = 0;
        for (auto bound = of_trial; bound != end; bound += 2) most_below = std::max(most_below, *bound);
        std::vector<std::int32_t> left;
        for (const std::int32_t c : contest.trials) {
            if (of_trial[1] >= most_below) left.push_back(c);
            of_trial += 2;
        }
        // Where all weights are 0 no trial gains.
        if (weights[static_cast<std::size_t>(contest.restart)].largest == 0) left.resize(1);
        contest.trials = left;
    }
}

}  // namespace lloyd
