#pragma once

#include "kmeans/seeding/draws.hpp"
#include "lloyd/parallel/communicator.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// What a trial of k-means++ takes off the weight of some rows.
struct GainBounds {
    double below = 0;  ///< in squared distances
    double above = 0;
    std::int64_t rows = 0;  ///< that may change: rounding to integer weights loses less than 1 each

    GainBounds& operator+=(const GainBounds& other) {
        below += other.below;
        above += other.above;
        rows += other.rows;
        return *this;
    }
};

/// The trials of a restart that may still win, as indices into [restart][trial]. With more than one, their exact gains
/// decide.
struct OpenTrials {
    int restart;
    std::vector<std::int32_t> trials;

    bool is_decided() const { return trials.size() == 1; }
};

/// All trials of every restart.
std::vector<OpenTrials> all_trials(int restarts, int trials);

/// Collective. Leaves the trials that may still win. gains: [restart][trial], of this rank's rows, local_rows in
/// number; what they say of restarts that are decided does not matter.
void narrow_trials(const Communicator& comm, std::span<const GainBounds> gains, std::span<const DrawWeights> weights,
                   std::int64_t local_rows, std::span<OpenTrials> open);

}  // namespace lloyd
