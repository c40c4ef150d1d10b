#pragma once

#include "kmeans/assignment.hpp"
#include "lloyd/kmeans/restart.hpp"
#include "lloyd/kmeans/options.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lloyd {

/// What the loop asks and tells whoever runs it.
template <class T>
struct LoopObserver {
    /// Asked on every rank before its message. One rank's yes stops all ranks after this iteration.
    std::function<bool()> stop_requested = {};
    /// Called on every rank after an iteration (of this run, from 1), with the same restarts everywhere: run_lloyd()
    /// goes on from them, in this process or another.
    std::function<void(int iteration, std::span<const Restart<T>> restarts)> iterated = {};
};

/// Seconds of this rank, iteration by iteration where ranks meet.
struct LoopTimes {
    double assign = 0;
    std::vector<double> reduces;  ///< each Allreduce, with the wait for slower ranks
    std::int64_t reduced_bytes = 0;
};

/// Collective. Lloyd's algorithm on all restarts at once, until each has stopped or a rank asks to. Restarts are seeds,
/// or as an earlier run left them: the result is that of one run.
template <class T>
LoopTimes run_lloyd(const Context& context, const Shard<T>& shard, const ColumnStatistics& statistics,
                    const FitOptions& options, Assignment<T>& assignment, std::vector<Restart<T>>& restarts,
                    const LoopObserver<T>& observer);

}  // namespace lloyd
