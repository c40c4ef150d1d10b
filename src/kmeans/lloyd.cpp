#include "kmeans/lloyd.hpp"

#include "kmeans/empty_clusters.hpp"
#include "kmeans/update.hpp"
#include "lloyd/base/stopwatch.hpp"

#include <algorithm>
#include <functional>

namespace lloyd {

namespace {

/// One iteration of one restart, once its rows have been assigned and all ranks' changes summed.
template <class T>
void finish_iteration(const Context& context, const Shard<T>& shard, const ColumnStatistics& statistics,
                      const FitOptions& options, Sweep<T>& sweep, Restart<T>& restart,
                      std::span<std::int64_t> changed) {
    std::transform(changed.begin(), changed.end(), restart.totals.begin(), restart.totals.begin(), std::plus<>());
    const std::int64_t labels_changed = ClusterSums(changed, restart.n_clusters(), restart.features()).labels_changed();

    const double inertia = inertia_from_sums(restart, statistics);
    const std::vector<Relocation<T>> relocations = relocate_empty_clusters(context, shard, sweep, restart);
    const double shift = move_centers<T>(restart, statistics.columns, relocations);

    restart.history.inertia.push_back(inertia);
    restart.history.center_shift.push_back(shift);
    restart.history.labels_changed.push_back(labels_changed);
    restart.summary.n_iter += 1;
    restart.summary.converged = labels_changed == 0 || shift <= options.tol * statistics.mean_variance;
    restart.stopped = restart.summary.converged || restart.summary.n_iter == options.max_iter;
}

/// Restarts that are assigned together. While one group's changes travel between ranks the other is assigned; a rank alone has
/// one group, for then a row in cache serves all restarts.
template <class T>
struct Group {
    std::vector<Restart<T>*> active;
    std::vector<std::int64_t> changes;  ///< ClusterSums of each; empty when none are on their way
    PendingSum sum;                     ///< of these, over ranks
};

}  // namespace

template <class T>
LoopTimes run_lloyd(const Context& context, const Shard<T>& shard, const ColumnStatistics& statistics,
                    const FitOptions& options, Sweep<T>& sweep, std::vector<Restart<T>>& restarts,
                    const ProgressObserver& observe) {
    LoopTimes times;
    const std::size_t size = ClusterSums::size(options.n_clusters, shard.features());
    std::vector<Group<T>> groups(context.comm.size() > 1 && restarts.size() > 1 ? 2 : 1);
    for (std::size_t i = 0; i < restarts.size(); ++i) groups[i % groups.size()].active.push_back(&restarts[i]);
    const auto is_active = [](const Group<T>& group) { return !group.active.empty(); };

    for (std::size_t turn = 0; std::ranges::any_of(groups, is_active); ++turn) {
        Group<T>& here = groups[turn % groups.size()];
        Group<T>& there = groups[(turn + 1) % groups.size()];  // the same when there is one
        Stopwatch watch;
        if (is_active(here)) {
            here.changes.resize(here.active.size() * size);
            sweep.assign(here.active, here.changes, [&] { there.sum.progress(); });
            here.sum = context.comm.start_sum(here.changes);
        }
        times.assign += watch.lap();
        if (there.changes.empty()) continue;
        there.sum.wait();
        times.reduces.push_back(watch.lap());
        times.reduced_bytes += static_cast<std::int64_t>(std::span(there.changes).size_bytes());

        for (std::size_t i = 0; i < there.active.size(); ++i)
            finish_iteration(context, shard, statistics, options, sweep, *there.active[i],
                             std::span(there.changes).subspan(i * size, size));
        there.changes.clear();
        std::erase_if(there.active, [](const Restart<T>* restart) { return restart->stopped; });
        times.assign += watch.lap();

        const auto done = std::ranges::count_if(restarts, [](const Restart<T>& restart) { return restart.stopped; });
        const auto iteration = static_cast<int>((turn + 1) / groups.size());
        if (observe)
            observe({Progress::Phase::iterating, iteration, options.max_iter, static_cast<int>(done), options.n_init});
    }
    return times;
}

#define LLOYD_INSTANTIATE(T)                                                                                  \
    template LoopTimes run_lloyd(const Context&, const Shard<T>&, const ColumnStatistics&, const FitOptions&, \
                                 Sweep<T>&, std::vector<Restart<T>>&, const ProgressObserver&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
