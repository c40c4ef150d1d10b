#include "lloyd/parallel/slurm_job.hpp"

#include "lloyd/parallel/launch.hpp"

namespace lloyd {

namespace {

constexpr std::int64_t slurm_megabyte = 1 << 20;

SlurmLauncher launcher_of(const Environment& environment) {
    const RankLauncher launcher = this_launch(environment).launcher;
    if (launcher == RankLauncher::none) return SlurmLauncher::none;
    return launcher == RankLauncher::srun ? SlurmLauncher::srun : SlurmLauncher::mpirun;
}

/// --mem counts for a node, --mem-per-cpu for each CPU that the job has there.
std::int64_t node_memory_bytes(const Environment& environment) {
    if (const std::int64_t node = number(environment, "SLURM_MEM_PER_NODE")) return node * slurm_megabyte;
    return number(environment, "SLURM_MEM_PER_CPU") * number(environment, "SLURM_CPUS_ON_NODE") * slurm_megabyte;
}

}  // namespace

std::optional<SlurmJob> slurm_job(const Environment& environment) {
    const char* id = environment("SLURM_JOB_ID");
    if (id == nullptr || *id == '\0') return std::nullopt;
    const SlurmLauncher launcher = launcher_of(environment);
    const bool is_step = launcher == SlurmLauncher::srun;
    SlurmJob job{.id = id,
                 .nodes = static_cast<int>(number(environment, "SLURM_JOB_NUM_NODES")),
                 .tasks = static_cast<int>(number(environment, is_step ? "SLURM_STEP_NUM_TASKS" : "SLURM_NTASKS")),
                 .launcher = launcher,
                 .cpus_per_task = static_cast<int>(number(environment, "SLURM_CPUS_PER_TASK")),
                 .node_memory_bytes = node_memory_bytes(environment),
                 .end_time = {}};
    if (const std::int64_t end = number(environment, "SLURM_JOB_END_TIME")) job.end_time = end;
    return job;
}

}  // namespace lloyd
