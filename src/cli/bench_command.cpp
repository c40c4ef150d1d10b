#include "cli/bench_command.hpp"

#include "cli/console.hpp"
#include "cli/options.hpp"
#include "lloyd/bench/bench.hpp"

#include <fmt/ranges.h>

#include <map>
#include <memory>

namespace lloyd::cli {

namespace {

struct BenchCommandOptions {
    DataOptions data;
    ModelOptions model;
    BenchOptions bench;
    Output output;  ///< a directory
    ReportOptions report;
};

void check(const BenchCommandOptions& options) {
    check(options.data);
    check(options.model);
}

BenchOptions complete(const BenchCommandOptions& options) {
    BenchOptions bench = options.bench;
    bench.fit_arguments = arguments(options.data);
    const std::vector<std::string> model = arguments(options.model);
    bench.fit_arguments.insert(bench.fit_arguments.end(), model.begin(), model.end());
    bench.output_dir = options.output.path;
    bench.overwrite = options.output.overwrite;
    return bench;
}

ExitCode run(const Process& process, const BenchCommandOptions& options) {
    const Console console(process.comm, options.report);
    const BenchPlan plan = plan_bench(complete(options));
    if (options.report.dry_run) {
        console.summary(fmt::format("{}\n", fmt::join(commands(plan), "\n")));
        console.json({{"commands", commands(plan)}}, 2);
        return ExitCode::done;
    }
    const BenchReport report = run_bench(plan, [&](const Layout& layout, const BenchSample& sample) {
        console.note(fmt::format("round {} of {}, {}: training {:.3f} s", sample.round + 1, plan.context.rounds,
                                 label(layout), sample.times.max.training));
    });
    console.summary(report_text(report));
    console.summary(fmt::format("\nresults   {} and a result file of each layout\n", plan.report_file));
    console.json(report_json(report), 2);
    return ExitCode::done;
}

}  // namespace

Command add_bench_command(CLI::App& main) {
    const std::map<std::string, Launcher> launchers{
        {"mpirun", Launcher::mpirun}, {"srun", Launcher::srun}, {"none", Launcher::none}};
    const auto options = std::make_shared<BenchCommandOptions>();
    options->output.path = options->bench.output_dir;
    CLI::App* app = main.add_subcommand("bench", "compare one thread on one rank with all cores");
    bind(*app, options->data);
    bind(*app, options->model);
    app->add_option("--layouts", options->bench.layouts,
                    "what to compare, the base case first: RANKSxTHREADS,... such as 1x1,1x2,2x1; auto: one thread, "
                    "one rank a node with all its cores, one rank a core")
        ->capture_default_str();
    app->add_option("--repeat", options->bench.repeat, "runs of each layout")->capture_default_str();
    const auto set_launcher = [options, launchers](const std::string& name) {
        options->bench.launcher = launchers.at(name);
    };
    app->add_option_function<std::string>("--launcher", set_launcher,
                                          "what starts ranks: mpirun, srun, or none for one rank only "
                                          "[srun in a Slurm allocation, else mpirun]")
        ->check(CLI::IsMember(launchers))
        ->envname("LLOYD_LAUNCHER");
    app->add_option("--output-dir", options->output.path, "directory for bench.json and the results")
        ->type_name("FILE")
        ->capture_default_str();
    bind_force(*app, options->output);
    bind(*app, options->report);
    app->footer("Example:\n  lloyd bench data.h5 -k 10 --silhouette-sample 10000 --output-dir results");
    app->callback([options] { check(*options); });
    return {app, false, [options](const Process& process) { return run(process, *options); }};
}

}  // namespace lloyd::cli
