#include "cli/slurm_text.hpp"

#include "cli/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lloyd::cli {

namespace {

constexpr std::string_view cpus_for_srun = "--cpus-per-task=\"$SLURM_CPUS_PER_TASK\"";
constexpr std::string_view cpus_for_mpirun =
    "--map-by \"ppr:$SLURM_NTASKS_PER_NODE:node:PE=$SLURM_CPUS_PER_TASK\" --bind-to core";

std::string time_text(std::int64_t seconds) {
    const std::int64_t minutes = std::max<std::int64_t>(seconds, 0) / 60;
    return minutes < 60 ? fmt::format("{} min", minutes) : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

}  // namespace

std::string slurm_text(const SlurmJob& job, std::int64_t now) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? ": " : ", ") + part; };
    if (job.nodes > 0) add(counted(job.nodes, "node"));
    if (job.tasks > 0) add(counted(job.tasks, "task"));
    if (job.cpus_per_task > 0) add(counted(job.cpus_per_task, "CPU") + " a task");
    if (job.node_memory_bytes > 0) add(bytes_text(job.node_memory_bytes) + " a node");
    if (job.end_time) add(time_text(*job.end_time - now) + " left");
    return "Slurm job " + job.id + text;
}

std::string slurm_warning(const SlurmJob& job, const JobPlacement& placement) {
    if (job.launcher == SlurmLauncher::none && placement.ranks == 1 && job.tasks > 1)
        return fmt::format(
            "the job has {} tasks, and this is one process alone (the others stay idle) "
            "start it with srun --mpi=pmix {}",
            job.tasks, cpus_for_srun);
    if (placement.least_usable_cpus >= job.cpus_per_task) return {};
    return fmt::format(
        "the job has {} for each task, but a rank may use {} of them only (the others stay idle) "
        "{}",
        counted(job.cpus_per_task, "CPU"), placement.least_usable_cpus,
        job.launcher == SlurmLauncher::mpirun ? fmt::format("add {} to mpirun", cpus_for_mpirun)
                                              : fmt::format("add {} to srun", cpus_for_srun));
}

}  // namespace lloyd::cli
