#pragma once

#include "lloyd/core/philox.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/context.hpp"

#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lloyd {

/// The integer weight of a row in k-means++; scale is a power of two.
inline std::int64_t weight_of(double squared_distance, double scale) {
    return static_cast<std::int64_t>(std::floor(squared_distance * scale));
}

/// One attempt to draw a row with probability proportional to its weight, by rejection (von Neumann 1951): any row is
/// proposed, and taken when its weight is above the threshold, which is uniform below the largest weight.
struct Proposal {
    std::int64_t row;
    std::int64_t threshold;
};
Proposal propose(const Philox& random, int restart, int step, int trial, int attempt, std::int64_t rows,
                 std::int64_t largest_weight);

/// After so many attempts (a few rows outweigh all others) a draw counts through the rows instead: a number below the
/// total weight, and the first row, in global order, at which the running sum exceeds it.
inline constexpr int most_attempts = 1024;
std::int64_t draw_weight(const Philox& random, int restart, int step, int trial, std::int64_t total_weight);

/// What the rows of a rank weigh in one restart.
struct RowWeights {
    int restart = 0;
    std::function<double(std::int64_t local_row)> closest;  ///< squared distance to the closest centre
    std::function<std::vector<double>()> closest_of_all;    ///< of all of them, in their order
    double scale = 0;
    std::int64_t largest = 0;  ///< weight, of all ranks' rows; 0 makes all rows equal
};

/// Collective. Global rows for each restart's trials, [restart][trial]: a function of the weights in global order, the
/// seed, restart, step and trial.
template <class T>
std::vector<std::int64_t> draw_rows(const Context& context, const Shard<T>& shard, const Philox& random, int step,
                                    int trials, std::span<const RowWeights> weights);

}  // namespace lloyd
