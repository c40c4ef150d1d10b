#include "cli/predict_command.hpp"

#include "cli/console.hpp"
#include "cli/options.hpp"
#include "cli/rows_to_fit.hpp"
#include "cli/threads.hpp"
#include "lloyd/files/label_file.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/files/result_file.hpp"
#include "lloyd/parallel/agree.hpp"

#include <fmt/format.h>

#include <memory>

namespace lloyd::cli {

namespace {

struct PredictCommandOptions {
    std::string result;
    std::string input;
    OutputOptions output;
    ReportOptions report;
    bool distances = false;
    int threads = 0;
};

void check_features(const InputInfo& input, std::int64_t features, const std::string& result) {
    if (input.features != features)
        fail(ExitCode::data,
             "{}:{} has {} columns, but the centres of {} have {} (there is no distance between them) "
             "use rows like those that were fitted",
             input.name.file, input.name.dataset, input.features, result, features);
}

/// T is the precision of the centres: rows are read as such.
template <class T>
void predict_and_write(const Context& context, const Process& process, const PredictCommandOptions& options,
                       const InputInfo& input) {
    const TrainedModel<T> model = read_model<T>(context.comm, options.result);
    agree(context.comm, [&] { check_features(input, model.cluster_centers.cols(), options.result); });
    FillTimes times;
    const Shard<T> shard = fill_shard<T>(context, input.rows, input.features, open_rows<T>(input), times);
    const Prediction<T> prediction =
        agree(context.comm, [&] { return predict<T>(context.team, shard, model.cluster_centers.view()); });
    const LabelRecord record{.command_line = process.command_line,
                             .result_path = options.result,
                             .n_clusters = static_cast<int>(model.cluster_centers.rows()),
                             .input = with_fingerprint(record_of(input), shard.fingerprint)};
    write_label_file<T>(context.comm, options.output.path, record, shard.rows, prediction,
                        options.distances ? Distances::euclidean : Distances::none);
}

ExitCode run(const Process& process, const PredictCommandOptions& options) {
    const Console console(process.comm, options.report);
    const DatasetName name = parse_dataset_name(options.input);
    check_output(process.comm, options.output.path, {options.result, name.file}, overwrite(options.output));
    const Precision precision = result_precision(process.comm, options.result);
    const InputInfo input = inspect_input(process.comm, name);
    const Context context{process.comm, Team(threads_per_rank(process.comm, options.threads))};
    if (precision == Precision::float32) {
        predict_and_write<float>(context, process, options, input);
    } else {
        predict_and_write<double>(context, process, options, input);
    }
    console.summary(fmt::format("{}: labels of {} rows by the centres of {}, {:.2f} s\n", options.output.path,
                                input.rows, options.result, process.started.seconds()));
    return ExitCode::done;
}

}  // namespace

Command add_predict_command(CLI::App& main) {
    const auto options = std::make_shared<PredictCommandOptions>();
    CLI::App* app = main.add_subcommand("predict", "label rows by the centres of a result");
    app->add_option("RESULT", options->result, "file that lloyd fit wrote")->required();
    app->add_option("INPUT", options->input, "FILE.h5[:/dataset] with the rows to label")->required();
    bind(*app, options->output)->required();
    app->add_flag("--distances", options->distances, "write each row's distance to its centre, too");
    bind_threads(*app, options->threads);
    app->add_flag("--quiet", options->report.quiet, "say nothing but errors");
    app->footer("Example:\n  mpirun -n 4 lloyd predict result.h5 more.h5 -o labels.h5");
    app->callback([options] { check_threads(options->threads); });
    return {app, true, [options](const Process& process) { return run(process, *options); }};
}

}  // namespace lloyd::cli
