#include "kmeans/contest.hpp"

#include <algorithm>
#include <cmath>

namespace lloyd {

std::vector<Contest> open_contests(const Communicator& comm, std::span<const GainBounds> gains,
                                   std::span<const RowWeights> weights, std::int64_t local_rows, int trials) {
    // Bounds become integers, whose sum over ranks has no rounding. No gain is above the weight of all rows; what is no number
    // says nothing.
    std::vector<std::int64_t> bounds;
    for (std::size_t i = 0; i < gains.size(); ++i) {
        const RowWeights& of_restart = weights[i / static_cast<std::size_t>(trials)];
        const auto rows = static_cast<double>(gains[i].rows);
        const std::int64_t most = of_restart.largest * local_rows;
        const double below = gains[i].below * of_restart.scale - rows;
        const double above = gains[i].above * of_restart.scale + rows;
        bounds.push_back(below > 0 ? static_cast<std::int64_t>(std::min(below, static_cast<double>(most))) : 0);
        bounds.push_back(above < static_cast<double>(most) ? static_cast<std::int64_t>(std::ceil(above)) : most);
    }
    comm.sum(bounds);

    std::vector<Contest> contests;
    for (int r = 0; r < static_cast<int>(weights.size()); ++r) {
        Contest contest{r, {}};
        std::int64_t most_below = 0;
        for (int c = r * trials; c < (r + 1) * trials; ++c)
            most_below = std::max(most_below, bounds[2 * static_cast<std::size_t>(c)]);
        for (int c = r * trials; c < (r + 1) * trials; ++c)
            if (bounds[2 * static_cast<std::size_t>(c) + 1] >= most_below) contest.trials.push_back(c);
        // Where all weights are 0 no trial gains.
        if (weights[static_cast<std::size_t>(r)].largest == 0) contest.trials.resize(1);
        contests.push_back(contest);
    }
    return contests;
}

}  // namespace lloyd
