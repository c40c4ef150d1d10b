#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// How tight each cluster is; each vector has k entries. The same on every rank.
struct ClusterStatistics {
    std::vector<double> inertia;  ///< sum of squared distances to the centre, exact, rounded once
    std::vector<double> radius;   ///< largest distance to the centre, 0 when empty
};

/// Collective. Every row counts for the centre that its label names: one pass over the rows, one distance a row.
/// labels: of this rank's rows, in their order, each below centers.rows.
template <class T>
ClusterStatistics cluster_statistics(const Context& context, const Shard<T>& shard, MatrixView<const T> centers,
                                     std::span<const std::int32_t> labels);

}  // namespace lloyd
