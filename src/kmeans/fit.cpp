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

/// Given centres leave nothing to try again.
int restarts_of(const FitOptions& options) { return options.init == Init::given ? 1 : options.n_init; }

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
    const bool are_alike = std::ranges::all_of(input.restarts, [&](const Restart<T>& restart) {
        return restart.features() == shard.features() && restart.n_clusters() <= options.n_clusters;
    });
    if (!are_alike || (!input.restarts.empty() && std::ssize(input.restarts) != restarts_of(options)))
        fail(ExitCode::data, "the restarts to go on from are of another fit (nothing fits together) begin anew");
    if (options.init != Init::given) return;
    const MatrixView<const T>& centers = input.initial_centers;
    if (centers.rows != options.n_clusters || centers.cols != shard.features())
        fail(ExitCode::data,
             "initial centres are {} x {} (the fit needs {} x {}) give one row a cluster, one column a feature",
             centers.rows, centers.cols, options.n_clusters, shard.features());
    if (!std::all_of(centers.span().begin(), centers.span().end(), [](T value) { return std::isfinite(value); }))
        fail(ExitCode::data, "initial centres have NaN or infinity (distances would mean nothing) give finite numbers");
}

/// Those of an earlier run, or new ones, that have the given centres or none yet.
template <class T>
std::vector<Restart<T>> restarts_to_run(const FitInput<T>& input, const FitOptions& options) {
    std::vector<Restart<T>> restarts(input.restarts.begin(), input.restarts.end());
    for (Restart<T>& restart : restarts)  // max_iter may have been raised
        restart.stopped = restart.summary.converged || restart.summary.n_iter >= options.max_iter;
    if (!restarts.empty()) return restarts;
    for (int i = 0; i < restarts_of(options); ++i)
        restarts.push_back({.index = i,
                            .centers = options.init == Init::given ? Matrix<T>(input.initial_centers)
                                                                   : Matrix<T>(0, input.shard.features())});
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
    result.labels = agree(context.comm, [&] { return assignment.labels_of(chosen.index); });
    result.cluster_sizes = sizes_of(context, result);
    return result;
}

/// Adds up ranks' counts, and says what they are to be compared with: what this run had left to do, where it went on
/// from restarts of an earlier one.
template <class T>
Work all_work(const Communicator& comm, const Work& mine, const FitInput<T>& input, const FitOptions& options,
              const std::vector<RestartSummary>& restarts, const LoopTimes& loop) {
    std::vector<std::int64_t> counts;
    for (const WorkField& field : work_fields) counts.push_back(mine.*field.count);
    comm.sum(counts);
    Work all;
    for (std::size_t i = 0; i < counts.size(); ++i) all.*work_fields[i].count = counts[i];
    const std::int64_t rows = input.shard.global_rows;
    const std::int64_t trials = trials_per_step(options.n_clusters);
    for (std::size_t i = 0; i < restarts.size(); ++i) {
        const bool goes_on = !input.restarts.empty();
        const int done_before = goes_on ? input.restarts[i].summary.n_iter : 0;
        const int iterations = restarts[i].n_iter - done_before;
        const bool is_taken_up = iterations > 0 && done_before > 0;
        all.sweep_pairs += rows * options.n_clusters * (iterations + 1 + is_taken_up);
        // The first centre is drawn alone, and those that are known are scored alone.
        const int alone = std::max(goes_on ? input.restarts[i].n_clusters() : 0, 1);
        if (options.init == Init::kmeans_plus_plus && alone < options.n_clusters)
            all.seeding_pairs += rows * (alone + trials * (options.n_clusters - alone));
    }
    if (options.init == Init::kmeans_parallel) all.seeding_pairs = all.seeding_scored;  // all are measured
    all.reductions = static_cast<std::int64_t>(loop.reduces.size());
    all.reduction_bytes = loop.reduced_bytes;
    return all;
}

/// The loop as whoever watches the fit sees it.
template <class T>
LoopObserver<T> loop_observer(const FitObserver<T>& observer, const FitOptions& options) {
    const auto iterated = [&](int iteration, std::span<const Restart<T>> restarts) {
        if (observer.advanced) observer.advanced([restarts] { return restarts; });
        const auto done = std::ranges::count_if(restarts, &Restart<T>::stopped);
        if (observer.progress)
            observer.progress(
                {Progress::Phase::iterating, iteration, options.max_iter, static_cast<int>(done), options.n_init});
    };
    return {.stop_requested = observer.stop_requested, .iterated = iterated};
}

}  // namespace

template <class T>
FitResult<T> fit(const Context& context, const FitInput<T>& input, const FitOptions& options, PhaseTimes& times,
                 const FitObserver<T>& observer) {
    const Stopwatch training;
    Stopwatch watch;
    TimeUseWatch use(context);
    agree(context.comm, [&] { check(input, options); });
    const PreparedRows<T> rows =
        prepare_rows(context, input.shard, filter_lanes(input.shard.features(), options.n_clusters));
    const FixedPoint scale = agree(context.comm, [&] { return inertia_scale(input, rows.statistics); });
    times.tile += watch.lap();
    times.use[Phase::tile] += use.lap(Phase::tile);

    std::vector<Restart<T>> restarts = restarts_to_run(input, options);
    const auto conclude = [&](bool is_to_end) {
        if (observer.ended) observer.ended([&] { return std::span<const Restart<T>>(restarts); });
        if (is_to_end) throw FitStopped();
    };
    const SeedingOutcome seeding = choose_first_centers(context, input.shard, rows, options, observer, restarts);
    if (seeding.is_to_end) conclude(true);
    times.seed += watch.lap();
    times.use[Phase::seed] += use.lap(Phase::seed);

    Assignment<T> assignment = agree(context.comm, [&] {
        return Assignment<T>(context.team, input.shard, rows, options.n_clusters, static_cast<int>(restarts.size()));
    });
    const LoopTimes loop = run_lloyd(context, input.shard, rows.statistics, options, assignment, restarts,
                                     loop_observer<T>(observer, options));
    conclude(!std::ranges::all_of(restarts, &Restart<T>::stopped));
    watch.lap();
    const std::vector<Limbs> inertia =
        all_sum(context.comm, agree(context.comm, [&] { return assignment.finish(restarts, scale); }));
    for (std::size_t i = 0; i < restarts.size(); ++i) restarts[i].summary.inertia = scale.value(inertia[i]);
    FitResult<T> result = collect(context, restarts, assignment);
    Work work = assignment.work();
    work.seeding_scored += seeding.scored_pairs;
    result.work = all_work(context.comm, work, input, options, result.restarts, loop);
    times.assign += loop.assign + watch.lap();
    times.training += training.seconds();
    times.use[Phase::iterate] += use.lap(Phase::iterate);

    std::vector<double> shortest = loop.reduces;
    context.comm.min(shortest);
    const ReduceTimes reducing = split_waiting(loop.reduces, shortest);
    times.reduce += reducing.reduce;
    times.wait += reducing.wait;
    return result;
}

template FitResult<float> fit(const Context&, const FitInput<float>&, const FitOptions&, PhaseTimes&,
                              const FitObserver<float>&);
template FitResult<double> fit(const Context&, const FitInput<double>&, const FitOptions&, PhaseTimes&,
                               const FitObserver<double>&);

}  // namespace lloyd
