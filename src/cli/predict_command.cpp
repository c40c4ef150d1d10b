#include "cli/predict_command.hpp"

#include "cli/console.hpp"
#include "cli/memory_check.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/rows_to_fit.hpp"
#include "cli/task.hpp"
#include "cli/where.hpp"
#include "lloyd/files/dataset_name.hpp"
#include "lloyd/files/disk_space.hpp"
#include "lloyd/files/label_file.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/files/result_file.hpp"
#include "lloyd/files/row_source.hpp"
#include "lloyd/parallel/agree.hpp"

#include <fmt/format.h>

#include <memory>

namespace lloyd::cli {

namespace {

struct PredictCommandOptions {
    std::string result;
    std::string input;
    Output output;
    ReportOptions report;
    bool distances = false;
    int threads = 0;
};

void check_features(const InputInfo& input, std::int64_t features, const std::string& result) {
    if (input.features != features)
        fail(ExitCode::data,
             "{} has {} columns, but the centres of {} have {} (there is no distance between them) "
             "use rows like those that were fitted",
             text_of(input.name), input.features, result, features);
}

/// T is the precision of the centres: rows are read as such. Returns what they were.
template <class T>
InputRecord predict_and_write(const Context& context, const Process& process, const PredictCommandOptions& options,
                              const TrainedModel<T>& model, const InputInfo& input, const Console& console) {
    LabelRecord record{.command_line = process.command_line,
                       .result_path = options.result,
                       .n_clusters = static_cast<int>(model.cluster_centers.rows()),
                       .input = record_of(input)};
    const Distances distances = options.distances ? Distances::euclidean : Distances::none;
    Output output = options.output;
    reserve_space(context.comm, output, most_label_file_bytes<T>(record, distances));

    ProgressDisplay progress(console);
    FillTimes times;
    const RowRange mine = part_of(input.rows, context.comm.rank(), context.comm.size());
    const RowSource<T> source = progress.watched(open_rows<T>(input), "reading", mine.count());
    const Shard<T> shard =
        fill_shard<T>(context, {input.rows, input.features, source, text_of(input.name)}, RowOrder::input, times);
    agree(context.comm, [&] { check_rows<T>(input, shard.fingerprint); });
    const Prediction<T> prediction =
        agree(context.comm, [&] { return predict<T>(context.team, shard, model.cluster_centers.view()); });
    record.input = with_fingerprint(record_of(input), shard.fingerprint);
    write_label_file<T>(context.comm, output, record, shard.rows, prediction, distances);
    return record.input;
}

/// The rows, a label and a distance each, and at times a slab or the distances once more.
template <class T>
Needs needs_of(const Task& task) {
    const RowRange rows = rows_per_rank(task);
    const auto value = static_cast<std::int64_t>(sizeof(T));
    const std::int64_t tiles = rows.end * task.rows.features * value;
    const std::int64_t more = std::max(std::min(tiles, slab_bytes), rows.end * (4 + 2 * value));
    return {rows, process_bytes + tiles + more};
}

template <class T>
void run_as(const Process& process, const PredictCommandOptions& options, const InputInfo& input,
            const Console& console) {
    const TrainedModel<T> model = read_model<T>(process.comm, options.result);
    agree(process.comm, [&] { check_features(input, model.cluster_centers.cols(), options.result); });
    const Where where = settle(process.comm, options.threads, console);
    Task task{"predict", record_of(input), where.placement, options.output.path};
    const Needs needs = needs_of<T>(task);
    const SharedMemory memory = check_memory(process.comm, task, needs, options.report, console);
    if (options.report.dry_run) return say_plan(console, task, needs, memory);
    task.rows = predict_and_write<T>(where.context, process, options, model, input, console);
    say_done(console, process, task, fmt::format("labels of {} rows by the centres of {}", input.rows, options.result));
}

ExitCode run(const Process& process, const PredictCommandOptions& options) {
    const Console console(process.comm, options.report);
    const DatasetName name = parse_dataset_name(options.input);
    check_output(process.comm, options.output, {options.result, name.file});
    const Precision precision = result_precision(process.comm, options.result);
    const InputInfo input = inspect_input(process.comm, name);
    if (precision == Precision::float32) {
        run_as<float>(process, options, input, console);
    } else {
        run_as<double>(process, options, input, console);
    }
    return ExitCode::done;
}

}  // namespace

Command add_predict_command(CLI::App& main) {
    const auto options = std::make_shared<PredictCommandOptions>();
    CLI::App* app = main.add_subcommand("predict", "label rows by the centres of a result");
    app->add_option("RESULT", options->result, "file that lloyd fit wrote")->required()->type_name("FILE");
    app->add_option("INPUT", options->input, "FILE.h5[:/dataset] with the rows to label")
        ->required()
        ->type_name("FILE");
    bind(*app, options->output)->required();
    app->add_flag("--distances", options->distances, "write each row's distance to its centre, too");
    bind_threads(*app, options->threads);
    bind(*app, options->report);
    app->footer("Example:\n  mpirun -n 2 lloyd predict result.h5 more.h5 -o labels.h5");
    return {app, true, [options](const Process& process) { return run(process, *options); }};
}

}  // namespace lloyd::cli
