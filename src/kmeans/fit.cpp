#include "lloyd/kmeans/fit.hpp"

#include "kmeans/assignment.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/reduce_times.hpp"
#include "kmeans/seeding/first_centers.hpp"
#include "kmeans/seeding/rules.hpp"
#include "lloyd/base/error.hpp"
#include "lloyd/base/stopwatch.hpp"
#include "lloyd/data/all_sum.hpp"
#include "lloyd/data/prepared_rows.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace lloyd {

namespace {

template <class T>
void check(const FitInput<T>& input, const FitOptions& options) {
    const Shard<T>& shard = input.shard;
    if (options.n_clusters < 1 || options.n_clusters > shard.global_rows)
        fail(ExitCode::data, "{} clusters of {} rows (each needs a row of its own) ask for 1 to {}", options.n_clusters,
             shard.global_rows, shard.global_rows);
    constexpr std::int64_t most_clusters = std::int64_t{1} << std::numeric_limits<T>::digits;
    if (options.n_clusters > most_clusters)
        fail(ExitCode::data, "{} clusters of float32 rows (their indices are exact up to {}) use float64 rows",
             options.n_clusters, most_clusters);
    if (options.n_init < 1 || options.max_iter < 1 || !(options.tol >= 0))
        fail(ExitCode::usage,
             "n_init {}, max_iter {}, tol {} (there would be nothing to do) give n_init and max_iter >= 1, tol >= 0",
             options.n_init, options.max_iter, options.tol);
    if (options.init != Init::given) return;
    const MatrixView<const T>& centers = input.initial_centers;
    if (centers.rows != options.n_clusters || centers.cols != shard.features())
        fail(ExitCode::data,
             "initial centres are {} x {} (the fit needs {} x {}) give one row a cluster, one column a feature",
             centers.rows, centers.cols, options.n_clusters, shard.features());
    if (!std::all_of(centers.span().begin(), centers.span().end(), [](T value) { return std::isfinite(value); }))
        fail(ExitCode::data, "initial centres have NaN or infinity (distances would mean nothing) give finite numbers");
}

template <class T>
std::vector<Restart<T>> first_restarts(const Context& context, const FitInput<T>& input, const PreparedRows<T>& rows,
                                       const FitOptions& options, const ProgressObserver& observe, Work& work) {
    FirstCenters<T> first;
    if (options.init == Init::given)
        first.centers.emplace_back(input.initial_centers);
    else
        first = choose_first_centers(context, input.shard, rows, options, observe);
    work.seeding_scored = first.scored_pairs;
    std::vector<Restart<T>> restarts;
    for (Matrix<T>& centers : first.centers)
        restarts.push_back({.index = static_cast<int>(restarts.size()), .centers = std::move(centers)});
    return restarts;
}

/// Fixed point for inertia: no centre leaves the box around the rows and the first centres.
template <class T>
FixedPoint inertia_scale(const FitInput<T>& input, const ColumnStatistics& statistics) {
    std::vector<double> minimum = statistics.minimum;
    std::vector<double> maximum = statistics.maximum;
    for (std::int64_t j = 0; j < input.initial_centers.rows; ++j)
        for (std::size_t t = 0; t < minimum.size(); ++t) {
            minimum[t] = std::min(minimum[t], static_cast<double>(input.initial_centers.row(j)[t]));
            maximum[t] = std::max(maximum[t], static_cast<double>(input.initial_centers.row(j)[t]));
        }
    const double bound = squared_distance_bound(minimum, maximum);
    if (!(bound < static_cast<double>(std::numeric_limits<T>::max())))
        fail(ExitCode::data,
             "initial centres are so far from the rows that squared distances overflow (up to {:g}) scale them down",
             bound);
    return FixedPoint(bound, input.shard.global_rows);
}

template <class T>
std::vector<std::int64_t> sizes_of(const Context& context, const FitResult<T>& result) {
    const std::int64_t rows = std::ssize(result.labels);
    PerThread<std::vector<std::int64_t>> by_thread(
        context.team, std::vector<std::int64_t>(static_cast<std::size_t>(result.cluster_centers.rows())));
    context.team.run([&](int thread) {
        const RowRange part = part_of(rows, thread, context.team.size());
        for (std::int64_t i = part.begin; i < part.end; ++i)
            ++by_thread[thread][static_cast<std::size_t>(result.labels[static_cast<std::size_t>(i)])];
    });
    std::vector<std::int64_t> sizes = by_thread.sum();
    context.comm.sum(sizes);
    return sizes;
}

template <class T>
FitResult<T> collect(const Context& context, std::vector<Restart<T>>& restarts, const Assignment<T>& assignment) {
    FitResult<T> result;
    for (const Restart<T>& restart : restarts) result.restarts.push_back(restart.summary);
    const auto best = std::min_element(result.restarts.begin(), result.restarts.end(),
                                       [](const auto& a, const auto& b) { return a.inertia < b.inertia; });
    result.best_restart = static_cast<int>(best - result.restarts.begin());
    Restart<T>& chosen = restarts[static_cast<std::size_t>(result.best_restart)];
    result.history = std::move(chosen.history);
    result.cluster_centers = std::move(chosen.centers);
    result.labels = assignment.labels_of(chosen.index);
    result.cluster_sizes = sizes_of(context, result);
    return result;
}

/// Adds up ranks' counts, and says what they are to be compared with.
Work all_work(const Communicator& comm, const Work& mine, std::int64_t rows, const FitOptions& options,
              const std::vector<RestartSummary>& restarts, const LoopTimes& loop) {
    std::vector<std::int64_t> counts;
    for (const WorkField& field : work_fields) counts.push_back(mine.*field.count);
    comm.sum(counts);
    Work all;
    for (std::size_t i = 0; i < counts.size(); ++i) all.*work_fields[i].count = counts[i];
    for (const RestartSummary& restart : restarts) all.sweep_pairs += rows * options.n_clusters * (restart.n_iter + 1);
    if (options.init == Init::kmeans_plus_plus)
        all.seeding_pairs =
            rows * options.n_init * (1 + std::int64_t{trials_per_step(options.n_clusters)} * (options.n_clusters - 1));
    if (options.init == Init::kmeans_parallel) all.seeding_pairs = all.seeding_scored;  // all are measured
    all.reductions = static_cast<std::int64_t>(loop.reduces.size());
    all.reduction_bytes = loop.reduced_bytes;
    return all;
}

/// Progress is the loop's to tell, and stopping the caller's to ask for.
template <class T>
LoopObserver<T> loop_observer(const FitObserver& observer, const FitOptions& options) {
    LoopObserver<T> loop{.stop_requested = observer.stop_requested};
    if (observer.progress)
        loop.iterated = [&](int iteration, std::span<const Restart<T>> restarts) {
            const auto done =
                std::ranges::count_if(restarts, [](const Restart<T>& restart) { return restart.stopped; });
            observer.progress(
                {Progress::Phase::iterating, iteration, options.max_iter, static_cast<int>(done), options.n_init});
        };
    return loop;
}

}  // namespace

template <class T>
FitResult<T> fit(const Context& context, const FitInput<T>& input, const FitOptions& options, PhaseTimes& times,
                 const FitObserver& observer) {
    const Stopwatch training;
    Stopwatch watch;
    agree(context.comm, [&] { check(input, options); });
    const PreparedRows<T> rows =
        prepare_rows(context, input.shard, filter_lanes(input.shard.features(), options.n_clusters));
    const FixedPoint scale = agree(context.comm, [&] { return inertia_scale(input, rows.statistics); });
    times.tile += watch.lap();

    Work work;
    std::vector<Restart<T>> restarts = first_restarts(context, input, rows, options, observer.progress, work);
    times.seed += watch.lap();

    Assignment<T> assignment = agree(context.comm, [&] {
        return Assignment<T>(context.team, input.shard, rows, options.n_clusters, static_cast<int>(restarts.size()));
    });
    const LoopTimes loop = run_lloyd(context, input.shard, rows.statistics, options, assignment, restarts,
                                     loop_observer<T>(observer, options));
    watch.lap();
    const std::vector<Limbs> inertia = all_sum(context.comm, assignment.finish(restarts, scale));
    for (std::size_t i = 0; i < restarts.size(); ++i) restarts[i].summary.inertia = scale.value(inertia[i]);
    FitResult<T> result = collect(context, restarts, assignment);
    work += assignment.work();
    result.work = all_work(context.comm, work, input.shard.global_rows, options, result.restarts, loop);
    times.assign += loop.assign + watch.lap();
    times.training += training.seconds();

    std::vector<double> shortest = loop.reduces;
    context.comm.min(shortest);
    const ReduceTimes reducing = split_waiting(loop.reduces, shortest);
    times.reduce += reducing.reduce;
    times.wait += reducing.wait;
    return result;
}

template FitResult<float> fit(const Context&, const FitInput<float>&, const FitOptions&, PhaseTimes&,
                              const FitObserver&);
template FitResult<double> fit(const Context&, const FitInput<double>&, const FitOptions&, PhaseTimes&,
                               const FitObserver&);

}  // namespace lloyd
