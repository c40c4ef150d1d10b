#pragma once

#include <cstddef>
#include <span>

namespace lloyd {

/// What a rank spent in Allreduces.
struct ReduceTimes {
    double reduce = 0;  ///< once all ranks were there
    double wait = 0;    ///< for slower ranks
};

/// Tells one from the other without a barrier: the last rank to arrive waits for nobody, so the shortest time of all
/// ranks is what an Allreduce takes, and what a rank spends beyond that is its wait. Seconds of each Allreduce, this
/// rank's and the shortest of all ranks.
inline ReduceTimes split_waiting(std::span<const double> mine, std::span<const double> shortest) {
    ReduceTimes times;
    for (std::size_t i = 0; i < mine.size(); ++i) {
        times.reduce += shortest[i];
        times.wait += mine[i] - shortest[i];
    }
    return times;
}

}  // namespace lloyd
