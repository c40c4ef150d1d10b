#pragma once

#include "lloyd/parallel/slurm_job.hpp"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>

namespace lloyd {

/// Memory that may still be taken, and what sets the limit; as good as endless where nothing is known.
struct MemoryLeft {
    std::int64_t bytes = std::numeric_limits<std::int64_t>::max();
    std::string limit = "no limit is known";
};

/// For all processes of this host together: the least of what the kernel says is free (/proc/meminfo), what the control
/// groups of this process allow above what they use and cannot give back (cgroup v2 and v1: the kernel's
/// cgroup-v2.rst and cgroup-v1/memory.rst), and what Slurm gave to the job. root: where proc and sys are.
MemoryLeft host_memory_left(const std::filesystem::path& root = "/", const std::optional<SlurmJob>& job = slurm_job());

/// For this process alone: its limit of address space (ulimit -v), less what it has. limit: in bytes, none when it is
/// negative.
MemoryLeft process_memory_left(const std::filesystem::path& root, std::int64_t limit);
MemoryLeft process_memory_left();

}  // namespace lloyd
