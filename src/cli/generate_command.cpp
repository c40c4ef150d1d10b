#include "cli/generate_command.hpp"

#include "cli/console.hpp"
#include "cli/generated_rows.hpp"
#include "cli/options.hpp"
#include "cli/text.hpp"
#include "cli/threads.hpp"
#include "lloyd/data/row_range.hpp"
#include "lloyd/files/data_file.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/context.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace lloyd::cli {

namespace {

struct GenerateCommandOptions {
    GeneratorOptions generator;
    Precision precision = Precision::float64;
    OutputOptions output;
    ReportOptions report;
    int threads = 0;
};

/// What one rank writes.
template <class T>
struct Share {
    RowRange rows;
    LabelledRowSource<T> source;
};

/// One serial stream makes all rows, so rank 0 has all of them.
template <class T>
Share<T> sklearn_share(const Communicator& comm, const GeneratorOptions& options) {
    if (!comm.is_root())
        return {{options.rows, options.rows}, [](std::int64_t, MatrixView<T>, std::span<std::int32_t>) {}};
    const auto blobs = std::make_shared<const SklearnBlobs>(options);
    return {{0, options.rows}, [blobs](std::int64_t first, MatrixView<T> rows, std::span<std::int32_t> labels) {
                for (std::int64_t i = 0; i < rows.rows; ++i) {
                    const std::span<const double> row = blobs->row(first + i);
                    std::transform(row.begin(), row.end(), rows.row(i),
                                   [](double value) { return static_cast<T>(value); });
                    labels[static_cast<std::size_t>(i)] = blobs->label(first + i);
                }
            }};
}

template <class T>
Share<T> counted_share(const Context& context, const GeneratorOptions& options) {
    return {shard_range(options.rows, context.comm.rank(), context.comm.size()),
            [team = context.team, options](std::int64_t first, MatrixView<T> rows, std::span<std::int32_t> labels) {
                generate_on_threads<T>(team, options, first, rows, labels);
            }};
}

template <class T>
void generate(const Context& context, const Process& process, const GenerateCommandOptions& options) {
    const bool is_serial = options.generator.recipe == Recipe::sklearn;
    const Share<T> share = agree(context.comm, [&] {
        return is_serial ? sklearn_share<T>(context.comm, options.generator)
                         : counted_share<T>(context, options.generator);
    });
    const DataRecord record{process.command_line, options.generator};
    write_data_file<T>(context.comm, options.output.path, record, share.rows, share.source);
}

ExitCode run(const Process& process, const GenerateCommandOptions& options) {
    const Console console(process.comm, options.report);
    check_output(process.comm, options.output.path, {}, overwrite(options.output));
    const Context context{process.comm, Team(threads_per_rank(process.comm, options.threads))};
    if (options.precision == Precision::float32) {
        generate<float>(context, process, options);
    } else {
        generate<double>(context, process, options);
    }
    console.summary(fmt::format("{}: {} x {} {} of recipe {}, {:.2f} s\n", options.output.path, options.generator.rows,
                                options.generator.features, precision_name(options.precision),
                                recipe_name(options.generator.recipe), process.started.seconds()));
    return ExitCode::done;
}

}  // namespace

Command add_generate_command(CLI::App& main) {
    const auto options = std::make_shared<GenerateCommandOptions>();
    CLI::App* app = main.add_subcommand("generate", "write synthetic rows with known clusters");
    app->add_option("OUTPUT", options->output.path, "HDF5 file to write: /X and /labels")->required();
    app->add_flag("--force", options->output.force, "replace the output file if it exists");
    const auto set_recipe = [options](const std::string& name) { options->generator.recipe = recipe_named(name); };
    app->add_option_function<std::string>("--recipe", set_recipe, "how rows are made")
        ->check(CLI::IsMember({"blobs", "sklearn", "uniform"}))
        ->default_str("blobs");
    bind_generator(*app, options->generator, options->precision, "--seed").front()->required();
    bind_threads(*app, options->threads);
    app->add_flag("--quiet", options->report.quiet, "say nothing but errors");
    app->footer(
        "Example:\n  lloyd generate data.h5 --rows 5000000 --features 10 --centers 10 --std 1.5 --recipe sklearn");
    app->callback([options] {
        check(options->generator);
        check_threads(options->threads);
    });
    return {app, true, [options](const Process& process) { return run(process, *options); }};
}

}  // namespace lloyd::cli
