#pragma once

#include "cli/console.hpp"
#include "cli/task.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace lloyd::cli {

/// What a rank takes, at least and at most, and what it may take.
struct RankMemory {
    std::string host;
    std::int64_t needed_bytes = 0;
    std::int64_t most_bytes = 0;
    MemoryLeft on_host = {};
    MemoryLeft in_process = {};
};

/// Where least is left of what is needed. ranks: in rank order, at least one.
SharedMemory tightest(std::span<const RankMemory> ranks);

/// "fit needs about 3.2 GB on n1 (2 ranks x 1.6 GB), which has 2 GB left (...) ..."; empty when there is enough.
std::string shortage(const Task& task, const Needs& needs, const SharedMemory& memory);
/// The same for what it may need at most.
std::string possible_shortage(const Task& task, const Needs& needs, const SharedMemory& memory);

/// Collective, before anything large is allocated. Where memory is tightest for ranks that have these needs, which may
/// differ. Throws Error(software) on every rank when it is not enough; with --dry-run that is a warning, as it always
/// is when what may be needed at most is not there.
SharedMemory check_memory(const Communicator& comm, const Task& task, const Needs& needs, const ReportOptions& options,
                          const Console& console);

}  // namespace lloyd::cli
