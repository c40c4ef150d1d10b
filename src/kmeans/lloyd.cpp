#include "kmeans/lloyd.hpp"

#include "kmeans/empty_clusters.hpp"
#include "kmeans/update.hpp"
#include "lloyd/base/fault_point.hpp"
#include "lloyd/base/stopwatch.hpp"
#include "lloyd/parallel/agree.hpp"

#include <algorithm>
#include <exception>

namespace lloyd {

namespace {

/// What a rank has changed, or what went wrong instead.
struct Swept {
    IterationMessage changes;
    std::exception_ptr error;
};

template <class T>
Swept sweep(const Communicator& comm, std::span<Restart<T>* const> active, Assignment<T>& assignment,
            const LoopObserver<T>& observer) {
    Swept swept{assignment.message(active.size()), {}};
    try {
        assignment.sweep(active);
        if (observer.stop_requested && observer.stop_requested()) ++swept.changes.ranks_to_stop();
        fault_point(Phase::iterate, comm.rank());
    } catch (...) {
        swept.error = std::current_exception();
        std::ranges::fill(swept.changes.values(), 0);
        ++swept.changes.ranks_failed();
    }
    return swept;
}

/// Adds up what ranks have changed, and the votes for an end. Errors travel with the message, so that none needs
/// another one: all ranks throw that of the lowest.
void sum_over_ranks(const Communicator& comm, const Swept& swept, LoopTimes& times) {
    const Stopwatch watch;
    const IterationMessage& message = swept.changes;
    comm.sum(message.values());
    times.reduces.push_back(watch.seconds());
    times.reduced_bytes += static_cast<std::int64_t>(message.values().size_bytes());
    if (message.ranks_failed() > 0) agree_on_error(comm, swept.error);
}

/// Gives rows of restarts that come from an earlier run the labels and sums that they had there: those of the centres
/// they were last assigned by.
template <class T>
void take_up(const Communicator& comm, std::span<Restart<T>* const> active, Assignment<T>& assignment,
             ClusterTotals& totals) {
    std::vector<Restart<T>> earlier;
    for (const Restart<T>* restart : active)
        if (!restart->assigned.empty()) earlier.push_back({.index = restart->index, .centers = restart->assigned});
    if (earlier.empty()) return;
    std::vector<Restart<T>*> all;
    for (Restart<T>& restart : earlier) all.push_back(&restart);
    const IterationMessage sums = agree(comm, [&] { return assignment.sweep(all); });
    comm.sum(sums.values());
    for (std::size_t i = 0; i < all.size(); ++i) totals.of(all[i]->index) += sums.changes(i);
}

/// Notes what an iteration of a restart did, and whether it was the last.
template <class T>
void record_and_decide(Restart<T>& restart, double inertia, double shift, std::int64_t labels_changed,
                       const ColumnStatistics& statistics, const FitOptions& options) {
    restart.history.inertia.push_back(inertia);
    restart.history.center_shift.push_back(shift);
    restart.history.labels_changed.push_back(labels_changed);
    restart.summary.n_iter += 1;
    restart.summary.converged = labels_changed == 0 || shift <= options.tol * statistics.mean_variance;
    restart.stopped = restart.summary.converged || restart.summary.n_iter == options.max_iter;
}

}  // namespace

template <class T>
LoopTimes run_lloyd(const Context& context, const Shard<T>& shard, const ColumnStatistics& statistics,
                    const FitOptions& options, Assignment<T>& assignment, std::vector<Restart<T>>& restarts,
                    const LoopObserver<T>& observer) {
    LoopTimes times;
    ClusterTotals totals(restarts.size(), options.n_clusters, shard.features());
    std::vector<Restart<T>*> active;
    for (Restart<T>& restart : restarts)
        if (!restart.stopped) active.push_back(&restart);
    take_up<T>(context.comm, active, assignment, totals);

    bool is_to_end = false;
    for (int iteration = 1; !active.empty() && !is_to_end; ++iteration) {
        Stopwatch watch;
        const Swept swept = sweep<T>(context.comm, active, assignment, observer);
        const IterationMessage& changes = swept.changes;
        times.assign += watch.lap();

        sum_over_ranks(context.comm, swept, times);
        is_to_end = changes.ranks_to_stop() > 0;
        watch.lap();

        for (std::size_t i = 0; i < active.size(); ++i) totals.of(active[i]->index) += changes.changes(i);
        const auto inertias = inertia_from_sums<T>(context.team, active, totals, statistics);
        const auto relocations = relocate_empty_clusters<T>(context, shard, assignment, active, totals);
        const auto shifts = move_centers<T>(context.team, active, totals, statistics.scales, relocations);
        for (std::size_t i = 0; i < active.size(); ++i)
            record_and_decide(*active[i], inertias[i], shifts[i], changes.changes(i).labels_changed(), statistics,
                              options);
        std::erase_if(active, [](const Restart<T>* restart) { return restart->stopped; });
        times.assign += watch.lap();

        if (observer.iterated) observer.iterated(iteration, restarts);
    }
    return times;
}

#define LLOYD_INSTANTIATE(T)                                                                                  \
    template LoopTimes run_lloyd(const Context&, const Shard<T>&, const ColumnStatistics&, const FitOptions&, \
                                 Assignment<T>&, std::vector<Restart<T>>&, const LoopObserver<T>&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
