#include "cli/generate_command.hpp"

#include "cli/console.hpp"
#include "cli/generated_rows.hpp"
#include "cli/memory_check.hpp"
#include "cli/options.hpp"
#include "cli/progress.hpp"
#include "cli/rows_to_fit.hpp"
#include "cli/task.hpp"
#include "cli/where.hpp"
#include "lloyd/data/row_range.hpp"
#include "lloyd/files/data_file.hpp"
#include "lloyd/files/disk_space.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/parallel/agree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace lloyd::cli {

namespace {

struct GenerateCommandOptions {
    GeneratorOptions generator;
    Precision precision = Precision::float64;
    Output output;
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
    return {part_of(options.rows, context.comm.rank(), context.comm.size()),
            [team = context.team, options](std::int64_t first, MatrixView<T> rows, std::span<std::int32_t> labels) {
                generate_on_threads<T>(team, options, first, rows, labels);
            }};
}

bool is_serial(const GenerateCommandOptions& options) { return options.generator.recipe == Recipe::sklearn; }

template <class T>
void generate(const Context& context, const Process& process, const GenerateCommandOptions& options,
              const Console& console) {
    const DataRecord record{process.command_line, options.generator};
    Output output = options.output;
    reserve_space(context.comm, output, most_data_file_bytes<T>(record));
    Share<T> share = agree(context.comm, [&] {
        return is_serial(options) ? sklearn_share<T>(context.comm, options.generator)
                                  : counted_share<T>(context, options.generator);
    });
    ProgressDisplay progress(console);
    share.source = progress.watched(share.source, "writing", share.rows.count());
    write_data_file<T>(context.comm, output, record, share.rows, share.source);
}

/// Rank 0 holds all rows of the serial recipe, with their order; else a rank needs no more than one slab.
Needs needs_of(const Communicator& comm, const Task& task, const GenerateCommandOptions& options) {
    const std::int64_t values = task.rows.rows * task.rows.features;
    const RowRange rows = is_serial(options) ? RowRange{task.placement.ranks > 1 ? 0 : task.rows.rows, task.rows.rows}
                                             : rows_per_rank(task);
    const std::int64_t slab = std::min(slab_bytes, rows.end * (task.rows.features * 8 + 4));
    Needs needs{.rows_per_rank = rows, .memory_bytes = process_bytes + slab, .what_needs_less = "use fewer ranks"};
    if (is_serial(options)) {
        needs.memory_bytes = process_bytes + (comm.is_root() ? slab + values * 8 + task.rows.rows * 4 : 0);
        needs.what_needs_less = "use another recipe";
    }
    needs.most_memory_bytes = needs.memory_bytes;
    return needs;
}

ExitCode run(const Process& process, const GenerateCommandOptions& options) {
    const Console console(process.comm, options.report);
    check_output(process.comm, options.output, {});
    const Where where = settle(process.comm, options.threads, console);
    const Task task{"generate", record_of(options.generator, options.precision), where.placement, options.output.path};
    const Needs needs = needs_of(process.comm, task, options);
    const SharedMemory memory = check_memory(process.comm, task, needs, options.report, console);
    if (options.report.dry_run) {
        say_plan(console, task, needs, memory);
        return ExitCode::done;
    }
    if (options.precision == Precision::float32) {
        generate<float>(where.context, process, options, console);
    } else {
        generate<double>(where.context, process, options, console);
    }
    say_done(console, process, task,
             fmt::format("{} x {} {} of recipe {}", options.generator.rows, options.generator.features,
                         precision_name(options.precision), recipe_name(options.generator.recipe)));
    return ExitCode::done;
}

}  // namespace

Command add_generate_command(CLI::App& main) {
    const auto options = std::make_shared<GenerateCommandOptions>();
    CLI::App* app = main.add_subcommand("generate", "write synthetic rows with known clusters");
    app->add_option("OUTPUT", options->output.path, "HDF5 file to write: /X and /labels")
        ->required()
        ->type_name("FILE");
    bind_force(*app, options->output);
    const auto set_recipe = [options](const std::string& name) { options->generator.recipe = recipe_named(name); };
    app->add_option_function<std::string>("--recipe", set_recipe, "how rows are made")
        ->check(CLI::IsMember({"blobs", "sklearn", "uniform"}))
        ->default_str("blobs");
    bind_generator(*app, options->generator, options->precision, "--seed").front()->required();
    bind_threads(*app, options->threads);
    bind(*app, options->report);
    app->footer(
        "Example:\n  lloyd generate data.h5 --rows 5000000 --features 10 --centers 10 --std 1.5 --recipe sklearn");
    app->callback([options] { check(options->generator); });
    return {app, true, [options](const Process& process) { return run(process, *options); }};
}

}  // namespace lloyd::cli
