#include "kmeans/lloyd.hpp"

#include "kmeans/empty_clusters.hpp"
#include "kmeans/update.hpp"
#include "lloyd/base/stopwatch.hpp"

#include <algorithm>
#include <functional>

namespace lloyd {

namespace {

/// One iteration, once rows have been assigned and all ranks' changes summed.
template <class T>
void finish_iteration(const Context& context, const Shard<T>& shard, const ColumnStatistics& statistics,
                      const FitOptions& options, Sweep<T>& sweep, std::span<Restart<T>* const> active,
                      std::span<std::int64_t> changes) {
    const std::size_t size = changes.size() / active.size();
    for (std::size_t i = 0; i < active.size(); ++i)
        std::transform(active[i]->totals.begin(), active[i]->totals.end(), changes.subspan(i * size, size).begin(),
                       active[i]->totals.begin(), std::plus<>());

    const std::vector<double> inertias = inertia_from_sums(context.team, active, statistics);
    std::vector<std::vector<Relocation<T>>> relocations;
    for (Restart<T>* restart : active) relocations.push_back(relocate_empty_clusters(context, shard, sweep, *restart));
    const std::vector<double> shifts = move_centers<T>(context.team, active, statistics.columns, relocations);

    for (std::size_t i = 0; i < active.size(); ++i) {
        Restart<T>& restart = *active[i];
        const std::int64_t labels_changed =
            ClusterSums(changes.subspan(i * size, size), restart.n_clusters(), restart.features()).labels_changed();
        restart.history.inertia.push_back(inertias[i]);
        restart.history.center_shift.push_back(shifts[i]);
        restart.history.labels_changed.push_back(labels_changed);
        restart.summary.n_iter += 1;
        restart.summary.converged = labels_changed == 0 || shifts[i] <= options.tol * statistics.mean_variance;
        restart.stopped = restart.summary.converged || restart.summary.n_iter == options.max_iter;
    }
}

}  // namespace

template <class T>
LoopTimes run_lloyd(const Context& context, const Shard<T>& shard, const ColumnStatistics& statistics,
                    const FitOptions& options, Sweep<T>& sweep, std::vector<Restart<T>>& restarts,
                    const ProgressObserver& observe) {
    LoopTimes times;
    std::vector<Restart<T>*> active;
    for (Restart<T>& restart : restarts) active.push_back(&restart);

    for (int iteration = 1; !active.empty(); ++iteration) {
        Stopwatch watch;
        const std::span<std::int64_t> changes = sweep.assign(active);
        times.assign += watch.lap();
        context.comm.sum(changes);
        times.reduces.push_back(watch.lap());
        times.reduced_bytes += static_cast<std::int64_t>(changes.size_bytes());

        finish_iteration<T>(context, shard, statistics, options, sweep, active, changes);
        times.assign += watch.lap();
        std::erase_if(active, [](const Restart<T>* restart) { return restart->stopped; });

        const int done = static_cast<int>(restarts.size() - active.size());
        if (observe) observe({Progress::Phase::iterating, iteration, options.max_iter, done, options.n_init});
    }
    return times;
}

#define LLOYD_INSTANTIATE(T)                                                                                  \
    template LoopTimes run_lloyd(const Context&, const Shard<T>&, const ColumnStatistics&, const FitOptions&, \
                                 Sweep<T>&, std::vector<Restart<T>>&, const ProgressObserver&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
