#include "lloyd/parallel/placement.hpp"

#include "lloyd/parallel/launch.hpp"
#include "lloyd/parallel/team.hpp"

#include <fmt/format.h>
#include <hwloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

namespace lloyd {

namespace {

/// CPUs granted by the control group's quota, rounded up; 0 when there is none.
/// cgroup v2 keeps "quota period" in cpu.max, v1 two files (kernel documentation, cgroup-v2.rst and sched-bwc.rst).
int cgroup_cpus() {
    double quota = 0;
    double period = 0;
    std::ifstream v2("/sys/fs/cgroup/cpu.max");
    std::ifstream v1_quota("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
    std::ifstream v1_period("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
    const bool limited = (v2 >> quota >> period) || ((v1_quota >> quota) && (v1_period >> period));
    return limited && quota > 0 && period > 0 ? static_cast<int>(std::ceil(quota / period)) : 0;
}

class Topology {
public:
    Topology() {
        hwloc_topology_init(&topology_);
        hwloc_topology_load(topology_);
        hwloc_get_cpubind(topology_, mask_, HWLOC_CPUBIND_PROCESS);
        for (const int cpu : cpus_of_bound_threads()) hwloc_bitmap_set(mask_, static_cast<unsigned>(cpu));
    }
    ~Topology() {
        hwloc_bitmap_free(mask_);
        hwloc_topology_destroy(topology_);
    }
    Topology(const Topology&) = delete;
    Topology& operator=(const Topology&) = delete;

    int cpus_in_mask() const { return std::max(hwloc_bitmap_weight(mask_), 1); }
    int cpus_of_host() const { return std::max(hwloc_bitmap_weight(hwloc_topology_get_allowed_cpuset(topology_)), 1); }
    int cores_in_mask() const {
        return std::max(hwloc_get_nbobjs_inside_cpuset_by_type(topology_, mask_, HWLOC_OBJ_CORE), 1);
    }
    std::string mask_text() const {
        char* text = nullptr;
        hwloc_bitmap_list_asprintf(&text, mask_);
        const std::unique_ptr<char, decltype(&std::free)> owner(text, &std::free);
        return text == nullptr ? "unknown" : text;
    }
    std::string cpu_model() const {
        const hwloc_obj_t package = hwloc_get_obj_by_type(topology_, HWLOC_OBJ_PACKAGE, 0);
        const char* model = package == nullptr ? nullptr : hwloc_obj_get_info_by_name(package, "CPUModel");
        return model == nullptr ? "unknown" : model;
    }

private:
    hwloc_topology_t topology_ = nullptr;
    hwloc_bitmap_t mask_ = hwloc_bitmap_alloc();
};

std::vector<std::string> distinct(const std::vector<std::string>& names) {
    std::vector<std::string> seen;
    for (const std::string& name : names)
        if (std::find(seen.begin(), seen.end(), name) == seen.end()) seen.push_back(name);
    return seen;
}

/// How a launcher gives each rank cores of its own.
std::string or_cores_by(RankLauncher launcher) {
    const auto by = [](const char* words) {
        return fmt::format(", or give each rank cores of its own, CORES in number ({})", words);
    };
    switch (launcher) {
        case RankLauncher::open_mpi:
            return by("mpirun --map-by ppr:1:socket:PE=CORES --bind-to core");
        case RankLauncher::hydra:
            return by("mpirun -bind-to core:CORES");
        case RankLauncher::srun:
            return by("srun --cpus-per-task=CORES");
        case RankLauncher::none:
            break;
    }
    return "";
}

}  // namespace

std::string host_name() {
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    return name.data();
}

int usable_cpus() { return this_placement().usable_cpus; }

Placement this_placement() {
    const Topology topology;
    const int quota = cgroup_cpus();
    const auto within_quota = [quota](int cpus) { return quota > 0 ? std::min(quota, cpus) : cpus; };
    return {.host = host_name(),
            .cpu_model = topology.cpu_model(),
            .cpus = topology.mask_text(),
            .usable_cpus = within_quota(topology.cpus_in_mask()),
            .host_cpus = within_quota(topology.cpus_of_host()),
            .cores = topology.cores_in_mask()};
}

JobPlacement job_placement(const Communicator& comm, int threads_per_rank) {
    const Placement mine = this_placement();
    const std::string my_binding = fmt::format("{}: CPUs {} of {}", mine.host, mine.cpus, mine.host_cpus);
    const std::vector<std::string> hosts = comm.all_gather(mine.host);
    const std::array<int, 2> my_cpus{mine.usable_cpus, mine.host_cpus};
    const std::vector<int> cpus = comm.all_gather(std::span<const int>(my_cpus));

    JobPlacement job{.ranks = comm.size(),
                     .threads_per_rank = threads_per_rank,
                     .hosts = distinct(hosts),
                     .binding = comm.all_gather(my_binding),
                     .cpu_model = comm.broadcast(mine.cpu_model),
                     .least_usable_cpus = mine.usable_cpus,
                     .warning = {}};
    // Ranks of the same mask on a host share its CPUs, and all ranks of a host the host's.
    std::map<std::string, int> sharing;
    for (std::size_t rank = 0; rank < hosts.size(); ++rank) {
        job.least_usable_cpus = std::min(job.least_usable_cpus, cpus[2 * rank]);
        ++sharing[job.binding[rank]];
        ++sharing[hosts[rank]];
    }
    for (std::size_t rank = 0; rank < hosts.size() && job.warning.empty(); ++rank)
        for (const auto& [place, usable] :
             {std::pair{job.binding[rank], cpus[2 * rank]}, std::pair{hosts[rank], cpus[2 * rank + 1]}})
            if (sharing[place] * threads_per_rank > usable && job.warning.empty())
                job.warning = fmt::format(
                    "{} rank(s) x {} thread(s) share {} usable CPU(s) on {} (threads wait for each other) "
                    "use fewer ranks or --threads{}",
                    sharing[place], threads_per_rank, usable, place, or_cores_by(this_launch().launcher));
    return job;
}

}  // namespace lloyd
