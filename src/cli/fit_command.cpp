#include "cli/fit_command.hpp"

#include "cli/checkpointing.hpp"
#include "cli/console.hpp"
#include "cli/early_end.hpp"
#include "cli/fit_report.hpp"
#include "cli/memory_check.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/resuming.hpp"
#include "cli/rows_to_fit.hpp"
#include "cli/where.hpp"
#include "lloyd/core/simd_target.hpp"
#include "lloyd/files/dataset_name.hpp"
#include "lloyd/files/disk_space.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/files/row_source.hpp"
#include "lloyd/files/small_matrix.hpp"
#include "lloyd/kmeans/fit.hpp"
#include "lloyd/kmeans/memory.hpp"
#include "lloyd/metrics/cluster_statistics.hpp"
#include "lloyd/metrics/silhouette.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/slurm_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace lloyd::cli {

namespace {

struct FitCommandOptions {
    DataOptions data;
    ModelOptions model;
    Output output;
    CheckpointOptions checkpoint;
    ReportOptions report;
    int threads = 0;
    bool no_labels = false;
};

/// Everything a fit starts from, once it is known that it can start.
struct Job {
    Context context;
    RowsToFit rows;
    FitOptions fit;
    std::string init_source;  ///< FILE:/dataset for given centres
    Task task;
    const EarlyEnd& early_end;
};

void check(const FitCommandOptions& options) {
    check(options.data);
    check(options.model);
    check(options.checkpoint);
    const std::string& checkpoint = options.checkpoint.file();
    if (!checkpoint.empty() &&
        (options.output.path == checkpoint || options.output.path == former_checkpoint(checkpoint)))
        fail(ExitCode::usage, "{} is both --output and --checkpoint (one would replace the other) name two files",
             options.output.path);
    if (options.output.path.empty() && !options.report.dry_run)
        fail(ExitCode::usage, "--output is missing (the result would be lost) name a file, or use --dry-run");
}

std::vector<std::string> files_read(const FitCommandOptions& options) {
    std::vector<std::string> files;
    if (!options.data.is_generated()) files.push_back(parse_dataset_name(options.data.input).file);
    if (options.model.fit.init == Init::given) files.push_back(parse_dataset_name(options.model.init).file);
    return files;
}

/// Whether two names are of the same file that is there.
bool are_same_file(const std::string& name, const std::string& other) {
    std::error_code ignored;
    return name == other || std::filesystem::equivalent(name, other, ignored);
}

/// Collective. What a fit writes may not be what it reads, and a checkpoint is not to be lost by accident.
void check_files(const Communicator& comm, const FitCommandOptions& options) {
    std::vector<std::string> taken = files_read(options);
    const CheckpointOptions& checkpoint = options.checkpoint;
    if (!checkpoint.file().empty()) {
        const std::string former = former_checkpoint(checkpoint.file());
        const bool goes_on = are_same_file(checkpoint.file(), checkpoint.resume);
        if (!goes_on && !checkpoint.resume.empty()) taken.push_back(checkpoint.resume);
        const Overwrite overwrite = goes_on ? Overwrite::yes : options.output.overwrite;
        check_output(comm, {checkpoint.file(), overwrite}, taken);
        check_output(comm, {former, overwrite}, taken);
        taken.push_back(checkpoint.file());
        taken.push_back(former);
    }
    if (!options.output.path.empty()) check_output(comm, options.output, taken);
}

void check_clusters(const FitOptions& fit, const InputRecord& input) {
    if (fit.n_clusters > input.rows)
        fail(ExitCode::data, "{} clusters are asked of {} rows (each needs a row of its own) lower --n-clusters",
             fit.n_clusters, input.rows);
}

void check_initial_centers(const Communicator& comm, const std::string& source, const FitOptions& fit,
                           const InputRecord& rows) {
    const InputInfo centers = inspect_input(comm, parse_dataset_name(source));
    agree(comm, [&] {
        if (centers.rows != fit.n_clusters || centers.features != rows.features)
            fail(ExitCode::data,
                 "the centres in {} are {} x {}, not {} x {} (one for each cluster, a value for each column) "
                 "give others, or change --n-clusters",
                 source, centers.rows, centers.features, fit.n_clusters, rows.features);
    });
}

/// Refuses what can be refused, and says where the job runs, before any row is read.
Job prepare(const Process& process, const FitCommandOptions& options, const EarlyEnd& early_end,
            const Console& console) {
    const Communicator& comm = process.comm;
    check_files(comm, options);
    const RowsToFit rows = find_rows(comm, options.data);
    FitOptions fit = options.model.fit;
    agree(comm, [&] { check_clusters(fit, rows.record); });
    std::string init_source;
    if (fit.init == Init::given) {
        init_source = options.model.init;
        check_initial_centers(comm, init_source, fit, rows.record);
        if (fit.n_init != 1) console.note("n_init is 1, as given centres leave nothing to try again");
        fit.n_init = 1;
    }
    const Where where = settle(comm, options.threads, console);
    return {where.context, rows, fit, init_source, {"fit", rows.record, where.placement, options.output.path},
            early_end};
}

template <class T>
Shard<T> read_shard(const Job& job, const std::string& resumed_from, ProgressDisplay& progress, PhaseTimes& times) {
    const InputRecord& input = job.rows.record;
    FillTimes fill;
    const RowSource<T> until = until_signal<T>(source_of<T>(job.context.team, job.rows), resumed_from);
    const RowSource<T> source = progress.watched(until, "reading", rows_per_rank(job.task).end);
    const std::string name = job.rows.file ? text_of(job.rows.file->name) : "";
    Shard<T> shard = fill_shard<T>(job.context, {input.rows, input.features, source, name}, RowOrder::spatial, fill);
    if (job.rows.file) agree(job.context.comm, [&] { check_rows<T>(*job.rows.file, shard.fingerprint); });
    times.read += fill.read.wall;
    times.tile += fill.tile.wall;
    times.training += fill.tile.wall;
    times.use[Phase::read] += fill.read;
    times.use[Phase::tile] += fill.tile;
    return shard;
}

Needs needs_of(const Job& job, const CheckpointOptions& checkpoint) {
    const RowRange rows = rows_per_rank(job.task);
    const auto memory = job.rows.record.precision == Precision::float32 ? fit_memory<float> : fit_memory<double>;
    const FitMemory bytes = memory(job.context.team, rows.end, job.rows.record.features, job.fit);
    const std::int64_t besides = process_bytes + checkpoint_bytes(checkpoint, job.rows.record, job.fit);
    return {rows, besides + std::min(bytes.grouped, bytes.ungrouped),
            besides + std::max(bytes.grouped, bytes.ungrouped), "use more nodes or fewer restarts"};
}

template <class T>
ExitCode fit_and_write(const Process& process, const FitCommandOptions& options, const Job& job,
                       const Console& console) {
    const Context& context = job.context;
    const std::string& resumed_from = options.checkpoint.resume;
    RunRecord run{.command_line = process.command_line,
                  .input = job.rows.record,
                  .options = job.fit,
                  .init_source = job.init_source,
                  .resumed_from = resumed_from,
                  .placement = job.task.placement,
                  .simd_target = simd_target_name()};
    Output output = options.output;
    reserve_space(context.comm, output, most_result_bytes<T>(run, options.model.silhouette_sample, !options.no_labels));

    PhaseTimes times;
    ProgressDisplay progress(console);
    const Matrix<T> initial_centers =
        job.init_source.empty() ? Matrix<T>() : read_matrix<T>(context.comm, parse_dataset_name(job.init_source));
    FitIdentity identity = identity_of(job.rows.record, job.fit, initial_centers);
    Checkpoint<T> earlier = read_earlier<T>(context.comm, resumed_from, identity, console);
    Shard<T> shard = read_shard<T>(job, resumed_from, progress, times);
    identity.input = with_fingerprint(job.rows.record, shard.fingerprint);
    agree(context.comm, [&] {
        if (!resumed_from.empty())
            expect_same_rows(resumed_from, earlier.input_fingerprint, identity.input.fingerprint);
    });

    const Overwrite first = earlier.warning.empty() ? Overwrite::keeping_former : Overwrite::yes;
    Checkpointing checkpointing(process, console, options.checkpoint, identity, first, job.early_end);
    FitResult<T> fitted;
    try {
        fitted = fit<T>(context, {shard, initial_centers.view(), earlier.restarts}, job.fit, times,
                        checkpointing.observer<T>(progress.observer()));
    } catch (const FitStopped&) {
        progress.clear();
        return checkpointing.say_stopped();
    }
    earlier = {};
    shard.workspace = {};  // rounded rows are not needed any more
    progress.clear();
    if (!fitted.best().converged)
        console.warning(
            fmt::format("the best restart did not converge in {} iterations (its centres still move) raise --max-iter",
                        job.fit.max_iter));

    TimeUseWatch metrics(context);
    const ClusterStatistics clusters =
        cluster_statistics<T>(context, shard, fitted.cluster_centers.view(), fitted.labels);
    std::optional<Silhouette> quality;
    if (options.model.silhouette_sample > 0)
        quality = silhouette<T>(context, shard, fitted.labels, job.fit.n_clusters, options.model.silhouette_sample,
                                job.fit.seed);
    times.use[Phase::metrics] = metrics.lap(Phase::metrics);
    times.metrics += times.use[Phase::metrics].wall;
    checkpointing.expect_no_signal();

    run.input = identity.input;
    times.total = process.started.seconds();
    TimeUseWatch writing(context);
    write_result<T>(
        context.comm, output,
        {.fit = fitted, .clusters = clusters, .silhouette = quality, .run = run, .write_labels = !options.no_labels},
        shard.rows, times);
    times.use[Phase::write] = writing.lap(Phase::write);

    Task task = job.task;
    task.rows = run.input;
    const FitReport report{.task = task,
                           .options = job.fit,
                           .init_source = job.init_source,
                           .restarts = fitted.restarts,
                           .best_restart = fitted.best_restart,
                           .cluster_sizes = fitted.cluster_sizes,
                           .silhouette = quality,
                           .work = fitted.work,
                           .times = summarize(context.comm, times),
                           .use = use_by_phase(context, times),
                           .peak_rss_bytes = largest_peak_rss(context.comm)};
    console.summary(report_text(report));
    console.json(report_json(report));
    return ExitCode::done;
}

ExitCode run(const Process& process, const FitCommandOptions& options) {
    const Console console(process.comm, options.report);
    EarlyEnd::Limits limits;
    if (!options.checkpoint.file().empty()) {
        limits.max_seconds = options.checkpoint.max_seconds;
        if (const auto slurm = slurm_job()) limits.job_end = slurm->end_time;
    }
    const EarlyEnd early_end(process.started, limits);
    const Job job = prepare(process, options, early_end, console);
    const Needs needs = needs_of(job, options.checkpoint);
    const SharedMemory memory = check_memory(process.comm, job.task, needs, options.report, console);
    if (options.report.dry_run) {
        say_plan(console, job.task, needs, memory, {{"options", to_json(job.fit, job.init_source)}});
        return ExitCode::done;
    }
    const auto fit_as = job.rows.record.precision == Precision::float32 ? fit_and_write<float> : fit_and_write<double>;
    return fit_as(process, options, job, console);
}

}  // namespace

Command add_fit_command(CLI::App& main) {
    const auto options = std::make_shared<FitCommandOptions>();
    CLI::App* app = main.add_subcommand("fit", "train k-means on rows of an HDF5 file, or on generated ones");
    bind(*app, options->data);
    bind(*app, options->model);
    bind(*app, options->output)->description("HDF5 file to write; required unless --dry-run");
    bind(*app, options->checkpoint);
    app->add_flag("--no-labels", options->no_labels, "leave the labels out of the result");
    bind_threads(*app, options->threads);
    bind(*app, options->report);
    app->footer("Example:\n  mpirun -n 2 lloyd fit data.h5 -k 10 -o result.h5 --silhouette-sample 10000");
    app->callback([options] { check(*options); });
    return {app, true, [options](const Process& process) { return run(process, *options); }};
}

}  // namespace lloyd::cli
