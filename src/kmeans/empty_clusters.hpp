#pragma once

#include "kmeans/sweep.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstdint>
#include <vector>

namespace lloyd {

/// A row that an empty cluster takes over.
template <class T>
struct Relocation {
    int from = 0;  ///< the cluster that loses the row
    int to = 0;    ///< the empty cluster, whose centre it becomes
    std::vector<T> row;
};

/// Collective, after sweep.assign(). scikit-learn's rule for the clusters without rows: the rows farthest from their
/// centres (those they were assigned by, `restart.centers`) found one each, farthest first, the lowest
/// global row of equals, clusters in ascending order. None when the largest distance is 0.
template <class T>
std::vector<Relocation<T>> relocate_empty_clusters(const Context& context, const Shard<T>& shard, Sweep<T>& sweep,
                                                   Restart<T>& restart);

}  // namespace lloyd
