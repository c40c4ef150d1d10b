#pragma once

#include "lloyd/parallel/placement.hpp"
#include "lloyd/parallel/slurm_job.hpp"

#include <cstdint>
#include <string>

namespace lloyd::cli {

/// "Slurm job 123: 2 nodes, 4 tasks, 2 CPUs a task, 16 GB a node, 54 min left", of what Slurm said. now: unix time.
std::string slurm_text(const SlurmJob& job, std::int64_t now);

/// What of the job its ranks leave idle, and the line to change; empty when all is well.
std::string slurm_warning(const SlurmJob& job, const JobPlacement& placement);

}  // namespace lloyd::cli
