#pragma once

#include "kmeans/empty_clusters.hpp"
#include "kmeans/restart.hpp"

#include <span>

namespace lloyd {

/// The update step: every centre moves to the correctly rounded mean of its rows, a relocated one to
/// its row. A cluster that is left without rows keeps its centre. Returns the sum of squared shifts.
template <class T>
double move_centers(Restart<T>& restart, std::span<const FixedPoint> columns,
                    std::span<const Relocation<T>> relocations);

/// Inertia of the rows by the centres they were assigned by, from the exact sums alone and so without a
/// pass over the rows: the scatter about the overall mean, less what the cluster means explain, plus what
/// the centres miss them by. Differs from the sum over rows by rounding only.
template <class T>
double inertia_from_sums(Restart<T>& restart, const ColumnStatistics& statistics);

}  // namespace lloyd
