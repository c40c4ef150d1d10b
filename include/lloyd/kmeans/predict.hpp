#pragma once

#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstdint>
#include <vector>

namespace lloyd {

/// Labels of this rank's rows, in input order, and their squared distances to their centres.
template <class T>
struct Prediction {
    std::vector<std::int32_t> labels;
    std::vector<T> squared_distances;
};

/// Each row's nearest centre, the lowest index of equals. Works on this rank alone.
/// Throws Error(data) when the centres have another number of features.
template <class T>
Prediction<T> predict(const Team& team, const Shard<T>& shard, MatrixView<const T> centers);

}  // namespace lloyd
