#pragma once

#include "kmeans/assignment.hpp"
#include "kmeans/cluster_sums.hpp"
#include "lloyd/parallel/context.hpp"

#include <span>
#include <vector>

namespace lloyd {

/// A row that an empty cluster takes over.
template <class T>
struct Relocation {
    int from = 0;  ///< the cluster that loses the row
    int to = 0;    ///< the empty cluster, whose centre it becomes
    std::vector<T> row;
};

/// Collective, after assignment.sweep() and before centres move. scikit-learn's rule for the clusters without rows, for
/// each restart: the rows farthest from their centres found one each, farthest first, the lowest global row of equals,
/// clusters in ascending order. None when the largest distance is 0.
template <class T>
std::vector<std::vector<Relocation<T>>> relocate_empty_clusters(const Context& context, const Shard<T>& shard,
                                                                Assignment<T>& assignment,
                                                                std::span<Restart<T>* const> restarts,
                                                                ClusterTotals& totals);

}  // namespace lloyd
