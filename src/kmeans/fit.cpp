#include "lloyd/kmeans/fit.hpp"

#include "kmeans/chosen_centers.hpp"
#include "kmeans/lloyd.hpp"
#include "kmeans/seeding.hpp"
#include "lloyd/base/error.hpp"
#include "lloyd/base/stopwatch.hpp"
#include "lloyd/data/all_sum.hpp"
#include "lloyd/parallel/agree.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

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
Matrix<T> copy(MatrixView<const T> view) {
    Matrix<T> matrix(view.rows, view.cols);
    std::copy(view.span().begin(), view.span().end(), matrix.span().begin());
    return matrix;
}

template <class T>
std::vector<Restart<T>> first_restarts(const Context& context, const FitInput<T>& input, const Digest<T>& rows,
                                       const FitOptions& options, const ProgressObserver& observe, Work& work) {
    std::vector<Restart<T>> restarts;
    if (options.init == Init::given) {
        restarts.emplace_back(0, copy(input.initial_centers));
        return restarts;
    }
    Seeds<T> seeds = seed_centers(context, input.shard, rows, options, observe);
    work.seeding_scored = seeds.scored_pairs;
    for (Matrix<T>& centers : seeds.centers)
        restarts.emplace_back(static_cast<int>(restarts.size()), std::move(centers));
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

/// Waiting is what a rank spends in an Allreduce beyond the rank that was last to arrive.
void add_reduce_times(const Communicator& comm, const std::vector<double>& mine, PhaseTimes& times) {
    std::vector<double> shortest = mine;
    comm.min(shortest);
    for (std::size_t i = 0; i < mine.size(); ++i) {
        times.reduce += shortest[i];
        times.wait += mine[i] - shortest[i];
    }
}

template <class T>
FitResult<T> collect(const Context& context, std::vector<Restart<T>>& restarts, Sweep<T>& sweep) {
    FitResult<T> result;
    for (const Restart<T>& restart : restarts) result.restarts.push_back(restart.summary);
    const auto best = std::min_element(result.restarts.begin(), result.restarts.end(),
                                       [](const auto& a, const auto& b) { return a.inertia < b.inertia; });
    result.best_restart = static_cast<int>(best - result.restarts.begin());
    Restart<T>& chosen = restarts[static_cast<std::size_t>(result.best_restart)];
    result.history = std::move(chosen.history);
    result.cluster_sizes.resize(static_cast<std::size_t>(chosen.n_clusters()));
    result.labels = sweep.labels_of(chosen.index);
    auto sizes = context.team.copies(result.cluster_sizes);
    context.team.run([&](int thread) {
        const auto rows = static_cast<std::int64_t>(result.labels.size());
        const RowRange part = shard_range(rows, thread, context.team.size());
        for (std::int64_t i = part.begin; i < part.end; ++i)
            ++sizes[static_cast<std::size_t>(thread)]
                   [static_cast<std::size_t>(result.labels[static_cast<std::size_t>(i)])];
    });
    for (const auto& of_thread : sizes)
        std::transform(of_thread.begin(), of_thread.end(), result.cluster_sizes.begin(), result.cluster_sizes.begin(),
                       std::plus<>());
    context.comm.sum(result.cluster_sizes);
    result.cluster_centers = std::move(chosen.centers);
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

}  // namespace

template <class T>
FitResult<T> fit(const Context& context, const FitInput<T>& input, const FitOptions& options, PhaseTimes& times,
                 const ProgressObserver& observe) {
    const Stopwatch training;
    Stopwatch watch;
    agree(context.comm, [&] { check(input, options); });
    const Digest<T> rows =
        digest(context, input.shard, filter_lanes(input.shard.features(), options.n_clusters), input.workspace);
    const FixedPoint scale = agree(context.comm, [&] { return inertia_scale(input, rows.statistics); });
    times.tile += watch.lap();

    Work work;
    std::vector<Restart<T>> restarts = first_restarts(context, input, rows, options, observe, work);
    times.seed += watch.lap();

    Sweep<T> sweep = agree(context.comm, [&] {
        return Sweep<T>(context.team, input.shard, rows, options.n_clusters, static_cast<int>(restarts.size()));
    });
    const LoopTimes loop = run_lloyd(context, input.shard, rows.statistics, options, sweep, restarts, observe);
    watch.lap();
    const std::vector<Limbs> inertia = all_sum(context.comm, sweep.finish(restarts, scale));
    for (std::size_t i = 0; i < restarts.size(); ++i) restarts[i].summary.inertia = scale.value(inertia[i]);
    FitResult<T> result = collect(context, restarts, sweep);
    work += sweep.work();
    result.work = all_work(context.comm, work, input.shard.global_rows, options, result.restarts, loop);
    times.assign += loop.assign + watch.lap();
    times.training += training.seconds();

    add_reduce_times(context.comm, loop.reduces, times);
    return result;
}

template <class T>
std::int64_t fit_workspace(std::int64_t rows, int features) {
    // A tile is padded to whole blocks. Leaves of rows in spatial order are at most twice as many as tiles in their own order.
    const std::int64_t most_tiles = 3 * (rows / rows_per_tile<T>(features) + 1);
    return RoundedRows<T>::bytes(rows + most_tiles * TileView<std::int16_t>::lanes, features, Lanes::rows);
}

template <class T>
FitMemory fit_memory(const Team& team, std::int64_t rows, int features, const FitOptions& options) {
    const auto value_bytes = static_cast<std::int64_t>(sizeof(T));
    const std::int64_t tiles = rows * (features * value_bytes + 4);  // and each row's slot
    const std::int64_t slab = std::min(tiles, slab_bytes);
    const Lanes lanes = filter_lanes(features, options.n_clusters);
    const auto seeding = [&](bool has_balls) {
        if (options.init == Init::kmeans_parallel) return rows * (value_bytes + 4);
        if (options.init != Init::kmeans_plus_plus) return std::int64_t{0};
        const int of_row = has_balls ? 1 : kept_scores(lanes, options.n_clusters);
        const int group = seeding_group(features * static_cast<int>(sizeof(T)), of_row, options.n_init);
        const bool finds_anew =
            has_balls && group < options.n_init && options.n_clusters <= ChosenCenters<T>::most_near;
        return finds_anew ? 0 : rows * of_row * group * 4;
    };
    const std::int64_t labels = rows * (options.n_init * LabelStore::bytes_per_label(options.n_clusters) + 4);
    const std::int64_t sums = (team.size() + 1) * options.n_init * 8 *
                              static_cast<std::int64_t>(ClusterSums::size(options.n_clusters, features));
    const std::int64_t bounds =
        RowBounds::are_small(features * value_bytes, options.n_init)
            ? RowBounds::bytes(rows, options.n_init) + (lanes == Lanes::rows ? RowCache<T>::bytes(rows, features) : 0)
            : 0;
    // Reading, seeding and iterating follow one another; only the tiles stay, and what they are rounded to.
    const auto peak = [&](bool has_balls) {
        return tiles + std::max(slab, RoundedRows<T>::bytes(rows, features, lanes) +
                                          std::max(seeding(has_balls), labels + bounds + sums));
    };
    return {peak(true), peak(false)};
}

template std::int64_t fit_workspace<float>(std::int64_t, int);
template std::int64_t fit_workspace<double>(std::int64_t, int);
template FitMemory fit_memory<float>(const Team&, std::int64_t, int, const FitOptions&);
template FitMemory fit_memory<double>(const Team&, std::int64_t, int, const FitOptions&);
template FitResult<float> fit(const Context&, const FitInput<float>&, const FitOptions&, PhaseTimes&,
                              const ProgressObserver&);
template FitResult<double> fit(const Context&, const FitInput<double>&, const FitOptions&, PhaseTimes&,
                               const ProgressObserver&);

}  // namespace lloyd
