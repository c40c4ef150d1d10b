#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/context.hpp"

#include <vector>

namespace lloyd {

/// How tight each cluster is; each vector has k entries. The same on every rank.
struct ClusterStatistics {
    std::vector<double> inertia;  ///< sum of squared distances to the centre, exact, rounded once
    std::vector<double> radius;   ///< largest distance to the centre, 0 when empty
};

/// Collective. Every row counts for its nearest centre, the lowest index of equals.
template <class T>
ClusterStatistics cluster_statistics(const Context& context, const Shard<T>& shard, MatrixView<const T> centers);

}  // namespace lloyd
