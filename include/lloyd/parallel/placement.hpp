#pragma once

#include "lloyd/parallel/communicator.hpp"

#include <string>
#include <vector>

namespace lloyd {

/// CPUs this process may use: its affinity mask, cut by the cgroup's quota. At least 1.
int usable_cpus();

/// Where one rank runs.
struct Placement {
    std::string host;
    std::string cpu_model;  ///< as hwloc names it
    std::string cpus;       ///< the affinity mask as a list, "0-3,8"
    int usable_cpus = 1;
    int host_cpus = 1;  ///< of all processes on the host, cut by the quota too
    int cores = 1;      ///< physical cores under the mask
};
Placement this_placement();

/// Where the whole job runs, gathered from all ranks; the same on every rank.
struct JobPlacement {
    int ranks = 1;
    int threads_per_rank = 1;
    std::vector<std::string> hosts;    ///< distinct, in rank order
    std::vector<std::string> binding;  ///< by rank: "host: CPUs 0-3 of 8"
    std::string cpu_model;             ///< rank 0's
    int least_usable_cpus = 1;         ///< of the rank that may use fewest
    std::string warning;               ///< threads share CPUs: what is wrong and what to do; empty when all is well
};
/// As the operating system names it.
std::string host_name();

JobPlacement job_placement(const Communicator& comm, int threads_per_rank);

}  // namespace lloyd
