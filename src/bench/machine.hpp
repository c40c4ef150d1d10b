#pragma once

#include <string>
#include <vector>

namespace lloyd {

/// What the driver needs to know about where it runs.
struct Machine {
    std::string host;
    std::string cpu_model;
    int logical_cpus = 1;             ///< online on this host
    int usable_cpus = 1;              ///< under the affinity mask and the cgroup's quota
    int cores = 1;                    ///< physical cores among the usable CPUs
    double load_average = 0;          ///< processes that wanted a CPU in the last minute
    bool is_mask_chosen = false;      ///< the affinity mask is narrower than what is allowed: taskset or the like
    bool needs_root_consent = false;  ///< root, and mpirun has not been told that this is meant
    std::string mpi;                  ///< the MPI that this is linked with, as it names itself
    std::string mpirun;               ///< the first line of mpirun --version; empty when there is none
    std::string slurm_cpus;           ///< SLURM_JOB_CPUS_PER_NODE; empty outside an allocation
    std::string parallel_parent;      ///< "mpirun" or "srun" when that started this process as one of several
};
Machine this_machine();

}  // namespace lloyd
