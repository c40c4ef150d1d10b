#pragma once

#include "lloyd/parallel/environment.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace lloyd {

/// How a process of a job was started: by the batch script itself, or by a launcher.
enum class SlurmLauncher { none, srun, mpirun };

/// What Slurm gave to the job that this process runs in, by the variables that it sets (sbatch(1), srun(1)). 0 where it
/// does not say.
struct SlurmJob {
    std::string id;
    int nodes = 0;
    int tasks = 0;  ///< of the step, if srun started it, else of the job
    SlurmLauncher launcher = SlurmLauncher::none;
    int cpus_per_task = 0;
    std::int64_t node_memory_bytes = 0;  ///< for all tasks of the job on this node; 0 is all that the node has, too
    std::optional<std::int64_t> end_time = {};  ///< unix time of the job's time limit; Slurm 22.05 does not say it
};

/// None outside Slurm.
std::optional<SlurmJob> slurm_job(const Environment& environment = process_environment());

}  // namespace lloyd
