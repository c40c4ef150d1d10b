#include "bench/plan.hpp"
#include "lloyd/base/error.hpp"
#include "support/catch.hpp"

using lloyd::BenchOptions;
using lloyd::BenchPlan;
using lloyd::Launcher;
using lloyd::Machine;

namespace {

Machine machine_with_cores(int cores) {
    Machine machine;
    machine.host = "here";
    machine.logical_cpus = 2 * cores;
    machine.usable_cpus = 2 * cores;
    machine.cores = cores;
    machine.mpi = "Open MPI v4.1.4, package: Debian OpenMPI";
    machine.mpirun = "mpirun (Open MPI) 4.1.4";
    return machine;
}

Machine machine_with_mpich() {
    Machine machine = machine_with_cores(2);
    machine.mpi = "MPICH Version:      4.0.2";
    machine.mpirun = "HYDRA build details:";
    return machine;
}

BenchOptions some_options() {
    BenchOptions options;
    options.fit_arguments = {"data.h5:/X", "--n-clusters", "4"};
    options.output_dir = "out";
    return options;
}

std::vector<std::string> commands_on(const Machine& machine, const BenchOptions& options) {
    return commands(plan_for(machine, options, "/bin/lloyd"));
}

lloyd::ExitCode refusal(const Machine& machine, const BenchOptions& options) {
    try {
        plan_for(machine, options, "/bin/lloyd");
    } catch (const lloyd::Error& error) {
        return error.code();
    }
    return lloyd::ExitCode::done;
}

}  // namespace

TEST_CASE("a workstation runs every layout by mpirun, a thread a core", "[plan]") {
    const std::string fit =
        " --bind-to core /bin/lloyd fit data.h5:/X --n-clusters 4 --json --quiet --force --threads ";
    CHECK(commands_on(machine_with_cores(2), some_options()) ==
          std::vector{"mpirun -n 1 --map-by ppr:1:node:PE=1" + fit + "1 -o out/ranks-1_threads-1.h5",
                      "mpirun -n 1 --map-by ppr:1:node:PE=2" + fit + "2 -o out/ranks-1_threads-2.h5",
                      "mpirun -n 2 --map-by ppr:2:node:PE=1" + fit + "1 -o out/ranks-2_threads-1.h5"});
}

TEST_CASE("a Slurm allocation runs them by srun over all its nodes", "[plan]") {
    Machine machine = machine_with_cores(2);
    machine.slurm_cpus = "2(x4)";
    const BenchPlan plan = plan_for(machine, some_options(), "/bin/lloyd");
    REQUIRE(plan.layouts.size() == 3);
    CHECK(plan.context.launcher == "srun");
    CHECK(plan.context.cores == 8);
    CHECK(plan.layouts[1].layout == lloyd::Layout{4, 4, 2});
    CHECK(plan.layouts[2].layout == lloyd::Layout{4, 8, 1});
    CHECK(plan.layouts[2].command.front() == "srun");
}

TEST_CASE("the launcher can be chosen", "[plan]") {
    Machine machine = machine_with_cores(2);
    machine.slurm_cpus = "2(x4)";
    BenchOptions options = some_options();
    options.launcher = Launcher::mpirun;
    CHECK(plan_for(machine, options, "/bin/lloyd").layouts[2].command[4] == "ppr:2:node:PE=1");
}

TEST_CASE("without a launcher there are the layouts of one rank on this machine", "[plan]") {
    Machine machine = machine_with_cores(2);
    machine.slurm_cpus = "4(x4)";
    BenchOptions options = some_options();
    options.launcher = Launcher::none;
    const BenchPlan plan = plan_for(machine, options, "/bin/lloyd");
    REQUIRE(plan.layouts.size() == 2);
    CHECK(plan.layouts[1].layout == lloyd::Layout{1, 1, 2});
    CHECK(plan.layouts[1].command.front() == "/bin/lloyd");
    CHECK(plan.context.notes.size() == 1);
}

TEST_CASE("layouts can be chosen", "[plan]") {
    BenchOptions options = some_options();
    options.layouts = "2x2,1x1";
    const std::vector<std::string> lines = commands_on(machine_with_cores(4), options);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].starts_with("mpirun -n 2 --map-by ppr:2:node:PE=2 "));
    CHECK(lines[1].starts_with("mpirun -n 1 --map-by ppr:1:node:PE=1 "));
    CHECK(refusal(machine_with_cores(3), options) == lloyd::ExitCode::usage);
    options.launcher = Launcher::none;
    CHECK(refusal(machine_with_cores(4), options) == lloyd::ExitCode::usage);
    options.layouts = "1x2,1x3";
    CHECK(commands_on(machine_with_cores(4), options).size() == 2);
}

TEST_CASE("root's consent to mpirun is given where it is missing, and said", "[plan]") {
    Machine machine = machine_with_cores(1);
    CHECK(plan_for(machine, some_options(), "/bin/lloyd").variables.empty());
    machine.needs_root_consent = true;
    const BenchPlan plan = plan_for(machine, some_options(), "/bin/lloyd");
    CHECK(plan.variables == std::vector<std::string>{"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"});
    CHECK(plan.context.notes.size() == 1);
    CHECK(commands(plan).front().starts_with("OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 mpirun "));
}

TEST_CASE("MPICH's mpirun has words of its own and asks root for nothing", "[plan]") {
    Machine machine = machine_with_mpich();
    machine.needs_root_consent = true;
    const BenchPlan plan = plan_for(machine, some_options(), "/bin/lloyd");
    CHECK(plan.variables.empty());
    CHECK(commands(plan).front().starts_with("mpirun -n 1 -ppn 1 -bind-to core:1 /bin/lloyd "));
}

TEST_CASE("a launcher that is missing or of another MPI is refused before anything runs", "[plan]") {
    BenchOptions options = some_options();
    Machine missing = machine_with_cores(2);
    missing.mpirun = "";
    CHECK(refusal(missing, options) == lloyd::ExitCode::usage);
    Machine other = machine_with_cores(2);
    other.mpirun = machine_with_mpich().mpirun;
    CHECK(refusal(other, options) == lloyd::ExitCode::usage);
    Machine unknown = machine_with_mpich();
    unknown.mpirun = "Intel(R) MPI Library for Linux* OS";
    CHECK(refusal(unknown, options) == lloyd::ExitCode::usage);

    options.launcher = Launcher::none;
    for (const Machine& machine : {missing, other, unknown}) CHECK(refusal(machine, options) == lloyd::ExitCode::done);
}

TEST_CASE("a mask from outside is kept and all its CPUs are used", "[plan]") {
    Machine machine = machine_with_cores(8);
    machine.usable_cpus = 3;
    machine.cores = 1;
    machine.is_mask_chosen = true;
    const BenchPlan plan = plan_for(machine, some_options(), "/bin/lloyd");
    REQUIRE(plan.layouts.size() == 3);
    CHECK(plan.layouts[2].layout == lloyd::Layout{1, 3, 1});
    CHECK(plan.layouts[2].command[6] == "none");
}

TEST_CASE("other work on the machine is noted", "[plan]") {
    Machine machine = machine_with_cores(2);
    machine.load_average = 0.25;
    CHECK(plan_for(machine, some_options(), "/bin/lloyd").context.notes.empty());
    machine.load_average = 3.25;
    const BenchPlan plan = plan_for(machine, some_options(), "/bin/lloyd");
    CHECK(plan.context.load_average == 3.25);
    CHECK(plan.context.notes.size() == 1);
}

TEST_CASE("words that a shell would take apart are quoted", "[plan]") {
    BenchOptions options = some_options();
    options.fit_arguments = {"my data's.h5"};
    CHECK(commands_on(machine_with_cores(1), options).front().find(R"( fit 'my data'\''s.h5' --json)") !=
          std::string::npos);
}

TEST_CASE("no repetition, and a start as one of many, are refused", "[plan]") {
    BenchOptions options = some_options();
    CHECK(refusal(machine_with_cores(1), options) == lloyd::ExitCode::done);
    options.repeat = 0;
    CHECK(refusal(machine_with_cores(1), options) == lloyd::ExitCode::usage);
    Machine machine = machine_with_cores(1);
    machine.parallel_parent = "mpirun";
    CHECK(refusal(machine, some_options()) == lloyd::ExitCode::usage);
}
