#pragma once

#include "kmeans/seeding/rules.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lloyd {

/// What the rows of a rank weigh in one restart when candidates are drawn.
struct DrawWeights {
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
                                    int trials, std::span<const DrawWeights> weights);

}  // namespace lloyd
