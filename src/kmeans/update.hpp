#pragma once

#include "kmeans/cluster_sums.hpp"
#include "kmeans/empty_clusters.hpp"
#include "lloyd/kmeans/restart.hpp"
#include "lloyd/data/column_statistics.hpp"
#include "lloyd/parallel/team.hpp"

#include <span>
#include <vector>

namespace lloyd {

/// The update step: every centre moves to the correctly rounded mean of its rows, a relocated one to
/// its row. A cluster that is left without rows keeps its centre. scales: of the columns; relocations: of each restart.
/// Returns each restart's sum of squared shifts. At least one restart.
template <class T>
std::vector<double> move_centers(const Team& team, std::span<Restart<T>* const> restarts, ClusterTotals& totals,
                                 std::span<const FixedPoint> scales,
                                 std::span<const std::vector<Relocation<T>>> relocations);

/// Each restart's inertia of the rows by the centres they were assigned by, from the exact sums alone and so
/// without a pass over the rows: the scatter about the overall mean, less what the cluster means explain, plus what
/// the centres miss them by. Differs from the sum over rows by rounding only.
template <class T>
std::vector<double> inertia_from_sums(const Team& team, std::span<Restart<T>* const> restarts, ClusterTotals& totals,
                                      const ColumnStatistics& statistics);

}  // namespace lloyd
