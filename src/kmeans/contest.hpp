#pragma once

#include "kmeans/draw.hpp"
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

/// The trials of a restart that may win, as indices into [restart][trial]. With more than one, their exact gains decide.
struct Contest {
    int restart;
    std::vector<std::int32_t> trials;
};

/// One of every restart, with all its trials.
std::vector<Contest> open_contests(int restarts, int trials);

/// Collective. Leaves the trials that may still win. gains: [restart][trial], of this rank's rows, local_rows in number; what
/// they say of contests with one trial does not matter.
void narrow_contests(const Communicator& comm, std::span<const GainBounds> gains, std::span<const RowWeights> weights,
                     std::int64_t local_rows, std::span<Contest> contests);

}  // namespace lloyd
