#include "cli/fit_command.hpp"

#include "cli/console.hpp"
#include "cli/fit_plan.hpp"
#include "cli/fit_report.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/rows_to_fit.hpp"
#include "cli/text.hpp"
#include "cli/threads.hpp"
#include "lloyd/core/kernels.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/kmeans/fit.hpp"
#include "lloyd/metrics/cluster_statistics.hpp"
#include "lloyd/metrics/silhouette.hpp"
#include "lloyd/parallel/agree.hpp"

#include <fmt/format.h>

#include <array>
#include <memory>

namespace lloyd::cli {

namespace {

struct FitCommandOptions {
    DataOptions data;
    ModelOptions model;
    OutputOptions output;
    ReportOptions report;
    int threads = 0;
    bool no_labels = false;
    bool dry_run = false;
};

/// Everything a fit starts from, once it is known that it can start.
struct Job {
    Context context;
    RowsToFit rows;
    FitOptions fit;
    std::string init_source;  ///< FILE:/dataset for given centres
    JobPlacement placement;
};

void check(const FitCommandOptions& options) {
    check(options.data);
    check(options.model);
    check_threads(options.threads);
    if (options.output.path.empty() && !options.dry_run)
        fail(ExitCode::usage, "--output is missing (the result would be lost) name a file, or use --dry-run");
}

std::vector<std::string> files_read(const FitCommandOptions& options) {
    std::vector<std::string> files;
    if (!options.data.is_generated()) files.push_back(parse_dataset_name(options.data.input).file);
    if (options.model.fit.init == Init::given) files.push_back(parse_dataset_name(options.model.init).file);
    return files;
}

void check_clusters(const FitOptions& fit, const InputRecord& input) {
    if (fit.n_clusters > input.rows)
        fail(ExitCode::data, "{} clusters are asked of {} rows (each needs a row of its own) lower --n-clusters",
             fit.n_clusters, input.rows);
}

/// Refuses what can be refused, and says where the job runs, before any row is read.
Job prepare(const Process& process, const FitCommandOptions& options, const Console& console) {
    const Communicator& comm = process.comm;
    if (!options.output.path.empty())
        check_output(comm, options.output.path, files_read(options), overwrite(options.output));
    const int threads = threads_per_rank(comm, options.threads);
    Job job{.context = {comm, Team(threads)},
            .rows = find_rows(comm, options.data),
            .fit = options.model.fit,
            .init_source = "",
            .placement = job_placement(comm, threads)};
    agree(comm, [&] { check_clusters(job.fit, job.rows.record); });
    if (job.fit.init == Init::given) {
        job.init_source = options.model.init;
        if (job.fit.n_init != 1) console.note("n_init is 1, as given centres leave nothing to try again");
        job.fit.n_init = 1;
    }
    console.note(fmt::format("{}, {}", placement_text(job.placement), simd_target_name()));
    if (!job.placement.warning.empty()) console.warning(job.placement.warning);
    return job;
}

template <class T>
Matrix<T> read_initial_centers(const Job& job) {
    if (job.fit.init != Init::given) return {};
    Matrix<T> centers = read_matrix<T>(job.context.comm, parse_dataset_name(job.init_source));
    agree(job.context.comm, [&] {
        if (centers.rows() != job.fit.n_clusters || centers.cols() != job.rows.record.features)
            fail(ExitCode::data,
                 "the centres in {} are {} x {}, not {} x {} (one for each cluster, a value for each column) "
                 "give others, or change --n-clusters",
                 job.init_source, centers.rows(), centers.cols(), job.fit.n_clusters, job.rows.record.features);
    });
    return centers;
}

template <class T>
Shard<T> read_shard(const Job& job, PhaseTimes& times) {
    const InputRecord& input = job.rows.record;
    FillTimes fill;
    Shard<T> shard =
        fill_shard<T>(job.context, input.rows, input.features, source_of<T>(job.context.team, job.rows), fill);
    times.read += fill.read_seconds;
    times.tile += fill.tile_seconds;
    return shard;
}

std::int64_t largest_peak_rss(const Communicator& comm) {
    std::array<std::int64_t, 1> bytes{peak_rss_bytes()};
    comm.max(bytes);
    return bytes[0];
}

template <class T>
void fit_and_write(const Process& process, const FitCommandOptions& options, const Job& job, const Console& console) {
    const Context& context = job.context;
    PhaseTimes times;
    const Matrix<T> initial_centers = read_initial_centers<T>(job);
    const Shard<T> shard = read_shard<T>(job, times);

    ProgressDisplay progress(console);
    const FitResult<T> fitted = fit<T>(context, {shard, initial_centers.view()}, job.fit, times, progress.observer());
    progress.clear();
    if (!fitted.best().converged)
        console.warning(
            fmt::format("the best restart did not converge in {} iterations (its centres still move) raise --max-iter",
                        job.fit.max_iter));

    Stopwatch metrics;
    const ClusterStatistics clusters = cluster_statistics<T>(context, shard, fitted.cluster_centers.view());
    std::optional<Silhouette> quality;
    if (options.model.silhouette_sample > 0)
        quality = silhouette<T>(context, shard, fitted.labels, job.fit.n_clusters, options.model.silhouette_sample,
                                job.fit.seed);
    times.metrics += metrics.seconds();

    const RunRecord run{.command_line = process.command_line,
                        .input = with_fingerprint(job.rows.record, shard.fingerprint),
                        .options = job.fit,
                        .init_source = job.init_source,
                        .placement = job.placement,
                        .simd_target = simd_target_name()};
    times.total = process.started.seconds();
    write_result<T>(
        context.comm, options.output.path,
        {.fit = fitted, .clusters = clusters, .silhouette = quality, .run = run, .write_labels = !options.no_labels},
        shard.rows, times);

    const FitReport report{.run = run,
                           .restarts = fitted.restarts,
                           .best_restart = fitted.best_restart,
                           .cluster_sizes = fitted.cluster_sizes,
                           .silhouette = quality,
                           .times = summarize(context.comm, times),
                           .peak_rss_bytes = largest_peak_rss(context.comm),
                           .output = options.output.path};
    console.summary(report_text(report));
    console.json(report_json(report));
}

ExitCode run(const Process& process, const FitCommandOptions& options) {
    const Console console(process.comm, options.report);
    const Job job = prepare(process, options, console);
    if (options.dry_run) {
        const FitPlan plan{job.rows.record, job.fit, job.init_source, job.placement, options.output.path};
        console.summary(plan_text(plan));
        console.json(plan_json(plan));
    } else if (job.rows.record.precision == Precision::float32) {
        fit_and_write<float>(process, options, job, console);
    } else {
        fit_and_write<double>(process, options, job, console);
    }
    return ExitCode::done;
}

}  // namespace

Command add_fit_command(CLI::App& main) {
    const auto options = std::make_shared<FitCommandOptions>();
    CLI::App* app = main.add_subcommand("fit", "train k-means on rows of an HDF5 file, or on generated ones");
    bind(*app, options->data);
    bind(*app, options->model);
    bind(*app, options->output);
    app->add_flag("--no-labels", options->no_labels, "leave the labels out of the result");
    bind_threads(*app, options->threads);
    bind(*app, options->report);
    app->add_flag("--dry-run", options->dry_run, "say what would be done, and do nothing");
    app->footer("Example:\n  mpirun -n 4 lloyd fit data.h5 -k 10 -o result.h5 --silhouette-sample 10000");
    app->callback([options] { check(*options); });
    return {app, true, [options](const Process& process) { return run(process, *options); }};
}

}  // namespace lloyd::cli
