#pragma once

#include "lloyd/bench/report.hpp"
#include "lloyd/files/output.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lloyd {

/// What starts the ranks of a run.
enum class Launcher {
    mpirun,
    srun,
    none,  ///< just the process: layouts of one rank only
};

/// What to compare.
struct BenchOptions {
    std::vector<std::string> fit_arguments;  ///< of `lloyd fit`: data, clusters and so on; no threads, output, --json
    std::string layouts = "auto";            ///< as parse_layouts has it, the base case first; auto: layouts_for
    int repeat = 3;                          ///< rounds; each runs every layout once
    std::string output_dir = "results";      ///< gets bench.json and a result file a layout
    Overwrite overwrite = Overwrite::no;     ///< of files that are there already
    std::optional<Launcher> launcher;        ///< srun inside a Slurm allocation, else mpirun
};

/// One layout to run. "-o FILE" is still to be added to the command.
struct PlannedLayout {
    Layout layout;
    std::vector<std::string> command;
    std::string result_file;
};

/// All that will be done.
struct BenchPlan {
    BenchContext context;
    std::vector<PlannedLayout> layouts;  ///< the base case first
    std::vector<std::string> variables;  ///< NAME=VALUE, added to the environment of the runs
    std::string report_file;
    Overwrite overwrite = Overwrite::no;
    std::function<Control(std::vector<int>)> control = measure_control;
};

/// Looks at the machine and plans the runs of this executable. Throws Error(usage) when options make no sense.
BenchPlan plan_bench(const BenchOptions& options);

/// The command lines of a round, as a shell would take them.
std::vector<std::string> commands(const BenchPlan& plan);

/// A run that has just ended.
using BenchObserver = std::function<void(const Layout& layout, const BenchSample& sample)>;

/// Runs every layout `repeat` times, in turns, each as processes of its own, and writes the report's JSON.
/// This process must not have started MPI or threads.
/// Throws the Error of a run that failed, Error(software) when two results differ in any bit (whatever was measured is
/// then worth nothing), and those of files/output.hpp's check_output for the files to write.
BenchReport run_bench(const BenchPlan& plan, const BenchObserver& observe = {});

}  // namespace lloyd
