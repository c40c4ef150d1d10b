#pragma once

#include "kmeans/restart.hpp"
#include "kmeans/sweep.hpp"
#include "lloyd/kmeans/options.hpp"
#include "lloyd/parallel/context.hpp"

#include <vector>

namespace lloyd {

/// Seconds of this rank, iteration by iteration where ranks meet.
struct LoopTimes {
    double assign = 0;
    std::vector<double> reduces;  ///< each Allreduce, with the wait for slower ranks
    std::int64_t reduced_bytes = 0;
};

/// Collective. Lloyd's algorithm on all restarts at once, until each has stopped.
template <class T>
LoopTimes run_lloyd(const Context& context, const Shard<T>& shard, const ColumnStatistics& statistics,
                    const FitOptions& options, Sweep<T>& sweep, std::vector<Restart<T>>& restarts,
                    const ProgressObserver& observe);

}  // namespace lloyd
