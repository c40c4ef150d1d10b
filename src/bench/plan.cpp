#include "bench/plan.hpp"

#include "bench/launcher.hpp"
#include "lloyd/base/error.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <ctime>
#include <filesystem>

namespace lloyd {

namespace {

/// Half a CPU: on an idle machine the load average is near 0.
constexpr double most_quiet_load = 0.5;

const char* name_of(Launcher launcher) {
    switch (launcher) {
        case Launcher::mpirun:
            return "mpirun";
        case Launcher::srun:
            return "srun";
        case Launcher::none:
            break;
    }
    return "none";
}

void expect_mpirun_of_this_mpi(const Machine& machine) {
    if (machine.mpirun.empty())
        fail(
            ExitCode::usage,
            "there is no mpirun (it starts the ranks of every layout) install the one of {}, or choose --launcher none",
            machine.mpi);
    if (mpi_family(machine.mpirun) != mpi_family(machine.mpi))
        fail(ExitCode::usage,
             "mpirun is of another MPI, \"{}\" (lloyd was built with {}: its ranks would not see each other) put the "
             "mpirun of that MPI first in PATH, or choose --launcher none",
             machine.mpirun, machine.mpi);
}

std::vector<Layout> choose_layouts(const Machine& machine, Launcher launcher, const std::string& asked) {
    const bool in_slurm = !machine.slurm_cpus.empty() && launcher != Launcher::none;
    // Within a chosen mask there is no telling which CPUs share a core.
    const int here = machine.is_mask_chosen ? machine.usable_cpus : machine.cores;
    const std::vector<int> cores = in_slurm ? parse_slurm_cpus(machine.slurm_cpus) : std::vector{here};
    const auto has_several_ranks = [](const Layout& layout) { return layout.ranks > 1; };
    if (asked != "auto") {
        const std::vector<Layout> layouts = parse_layouts(asked, cores);
        if (launcher == Launcher::none && std::ranges::any_of(layouts, has_several_ranks))
            fail(ExitCode::usage, "--layouts {} has several ranks (nothing starts them) choose --launcher mpirun",
                 asked);
        return layouts;
    }
    std::vector<Layout> layouts = layouts_for(cores);
    if (launcher == Launcher::none) std::erase_if(layouts, has_several_ranks);
    return layouts;
}

std::vector<std::string> fit_command(const std::string& executable, const BenchOptions& options, const Layout& layout) {
    std::vector<std::string> words{executable, "fit"};
    words.insert(words.end(), options.fit_arguments.begin(), options.fit_arguments.end());
    for (const char* word : {"--json", "--quiet", "--force", "--threads"}) words.emplace_back(word);
    words.push_back(std::to_string(layout.threads_per_rank));
    return words;
}

/// "DIR/ranks-1_threads-2.h5"
std::string result_file(const std::string& directory, const Layout& layout) {
    const std::string name = fmt::format("ranks-{}_threads-{}.h5", layout.ranks, layout.threads_per_rank);
    return std::filesystem::path(directory) / name;
}

/// The word in single quotes where a shell would read it otherwise.
std::string quoted(const std::string& word) {
    const bool is_plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string("-_./:=+,@%").find(static_cast<char>(c)) != std::string::npos;
    });
    if (is_plain) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string(R"('\'')") : std::string(1, c);
    return text + "'";
}

}  // namespace

BenchPlan plan_for(const Machine& machine, const BenchOptions& options, const std::string& executable) {
    if (options.repeat < 1)
        fail(ExitCode::usage, "--repeat is {} (there would be nothing to compare) give 1 or more", options.repeat);
    if (!machine.parallel_parent.empty())
        fail(ExitCode::usage, "bench was started by {} (it launches the ranks of every layout itself) start it without",
             machine.parallel_parent);

    const Launcher launcher = options.launcher.value_or(machine.slurm_cpus.empty() ? Launcher::mpirun : Launcher::srun);
    const bool with_mpirun = launcher == Launcher::mpirun;
    if (with_mpirun) expect_mpirun_of_this_mpi(machine);
    const MpiFamily mpi = mpi_family(machine.mpi);
    const Binding binding =
        with_mpirun && machine.is_mask_chosen && machine.slurm_cpus.empty() ? Binding::inherited : Binding::cores;

    BenchPlan plan;
    plan.overwrite = options.overwrite;
    plan.report_file = std::filesystem::path(options.output_dir) / "bench.json";
    plan.context = {.date = {},
                    .host = machine.host,
                    .cpu_model = machine.cpu_model,
                    .logical_cpus = machine.logical_cpus,
                    .usable_cpus = machine.usable_cpus,
                    .cores = 1,
                    .load_average = machine.load_average,
                    .executable = executable,
                    .launcher = name_of(launcher),
                    .rounds = options.repeat,
                    .control = {},
                    .notes = {}};
    for (const Layout& layout : choose_layouts(machine, launcher, options.layouts)) {
        std::vector<std::string> command = launch_words(launcher, mpi, layout, binding);
        const std::vector<std::string> fit = fit_command(executable, options, layout);
        command.insert(command.end(), fit.begin(), fit.end());
        plan.layouts.push_back({layout, command, result_file(options.output_dir, layout)});
        plan.context.cores = std::max(plan.context.cores, layout.cores());
    }

    std::vector<std::string>& notes = plan.context.notes;
    if (machine.load_average > most_quiet_load)
        notes.push_back(
            fmt::format("load average {:.1f} before the first run: other work had CPUs, and may have them still",
                        machine.load_average));
    if (with_mpirun && mpi == MpiFamily::open_mpi && machine.needs_root_consent) {
        plan.variables = {"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"};
        notes.emplace_back("root runs mpirun: OMPI_ALLOW_RUN_AS_ROOT and ..._CONFIRM were set for the runs");
    }
    if (binding == Binding::inherited)
        notes.emplace_back("only some CPUs were given (taskset?): ranks share these and are not bound further");
    if (launcher == Launcher::none)
        notes.emplace_back("no launcher: layouts of several ranks are left out, no rank is bound");
    return plan;
}

BenchPlan plan_bench(const BenchOptions& options) {
    BenchPlan plan = plan_for(this_machine(), options, std::filesystem::read_symlink("/proc/self/exe"));
    plan.context.date = fmt::format("{:%Y-%m-%dT%H:%M:%S%z}", fmt::localtime(std::time(nullptr)));
    return plan;
}

std::vector<std::string> commands(const BenchPlan& plan) {
    std::vector<std::string> lines;
    for (const PlannedLayout& planned : plan.layouts) {
        std::string line;
        for (const std::string& variable : plan.variables) line += variable + ' ';
        for (const std::string& word : planned.command) line += quoted(word) + ' ';
        lines.push_back(line + "-o " + quoted(planned.result_file));
    }
    return lines;
}

}  // namespace lloyd
