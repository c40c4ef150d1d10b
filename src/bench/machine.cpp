#include "bench/machine.hpp"

#include "bench/process.hpp"
#include "lloyd/base/error.hpp"
#include "lloyd/parallel/launch.hpp"
#include "lloyd/parallel/placement.hpp"
#include "lloyd/parallel/session.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace lloyd {

namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// Asks for every CPU, which the kernel cuts to those allowed, and looks whether that gave more. Then goes back.
bool mask_is_chosen() {
    cpu_set_t mine;
    cpu_set_t all;
    std::memset(&all, 0xff, sizeof all);
    if (sched_getaffinity(0, sizeof mine, &mine) != 0 || sched_setaffinity(0, sizeof all, &all) != 0) return false;
    sched_getaffinity(0, sizeof all, &all);
    sched_setaffinity(0, sizeof mine, &mine);
    return CPU_COUNT(&all) > CPU_COUNT(&mine);
}

std::string parallel_parent() {
    const Launch launch = this_launch();
    if (launch.launcher == RankLauncher::none) return "";
    if (launch.launcher == RankLauncher::srun) return launch.ranks > 1 ? "srun" : "";
    return "mpirun";
}

/// "mpirun (Open MPI) 4.1.4", "HYDRA build details:".
std::string first_line_of_mpirun() {
    try {
        const std::string version = run_process({"mpirun", "--version"}, {}).output;
        return version.substr(0, version.find('\n'));
    } catch (const Error&) {
        return "";
    }
}

double load_average() {
    double load = 0;
    return getloadavg(&load, 1) == 1 ? load : 0;
}

bool needs_root_consent() {
    return geteuid() == 0 &&
           (environment("OMPI_ALLOW_RUN_AS_ROOT").empty() || environment("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM").empty());
}

}  // namespace

Machine this_machine() {
    const Placement here = this_placement();
    return {.host = here.host,
            .cpu_model = here.cpu_model,
            .logical_cpus = static_cast<int>(std::max(sysconf(_SC_NPROCESSORS_ONLN), 1L)),
            .usable_cpus = here.usable_cpus,
            .cores = std::min(here.cores, here.usable_cpus),
            .load_average = load_average(),
            .is_mask_chosen = mask_is_chosen(),
            .needs_root_consent = needs_root_consent(),
            .mpi = mpi_version(),
            .mpirun = first_line_of_mpirun(),
            .slurm_cpus = environment("SLURM_JOB_ID").empty() ? "" : environment("SLURM_JOB_CPUS_PER_NODE"),
            .parallel_parent = parallel_parent()};
}

}  // namespace lloyd
