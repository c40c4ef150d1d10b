#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/context.hpp"

#include <span>
#include <vector>

namespace lloyd {

/// How tight each cluster is; each vector has k entries. The same on every rank.
struct ClusterStatistics {
    std::vector<double> inertia;  ///< sum of squared distances to the centre, exact, rounded once
    std::vector<double> radius;   ///< largest distance to the centre, 0 when empty
};

/// Collective. `labels` are this rank's.
template <class T>
ClusterStatistics cluster_statistics(const Context& context, const Shard<T>& shard, MatrixView<const T> centers,
                                     std::span<const std::int32_t> labels);

}  // namespace lloyd
