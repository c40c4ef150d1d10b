#include "cli/memory_check.hpp"

#include "cli/text.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/slurm_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

namespace lloyd::cli {

namespace {

void add(SharedMemory::Demand& demand, std::int64_t bytes) {
    demand.total += bytes;
    demand.of_largest = std::max(demand.of_largest, bytes);
}

void add(SharedMemory& memory, const RankMemory& rank, const MemoryLeft& left) {
    ++memory.ranks;
    add(memory.needed, rank.needed_bytes);
    add(memory.most, rank.most_bytes);
    if (left.bytes < memory.left.bytes || memory.ranks == 1) memory.left = left;
}

bool is_tighter(const SharedMemory& a, const SharedMemory& b) {
    return a.left.bytes - a.needed.total < b.left.bytes - b.needed.total;
}

std::string demand_text(const SharedMemory::Demand& demand, const SharedMemory& memory) {
    const std::string ranks = counted(memory.ranks, "rank");
    if (demand.total == memory.ranks * demand.of_largest)
        return fmt::format("{} ({} x {})", bytes_text(demand.total), ranks, bytes_text(demand.of_largest));
    return fmt::format("{} ({}, of which one {})", bytes_text(demand.total), ranks, bytes_text(demand.of_largest));
}

std::string shortage_text(const std::string& what_it_does, const SharedMemory::Demand& demand, const Needs& needs,
                          const SharedMemory& memory) {
    if (demand.total <= memory.left.bytes) return {};
    return fmt::format("{} {} on {}, which has {} left ({}) {}{}", what_it_does, demand_text(demand, memory),
                       memory.place, bytes_text(memory.left.bytes), memory.left.limit, needs.what_needs_less,
                       slurm_job() ? ", or a larger --mem" : "");
}

/// All ranks' memory, on every rank.
std::vector<RankMemory> gather(const Communicator& comm, const RankMemory& mine) {
    const std::vector<std::string> hosts = comm.all_gather(mine.host);
    const std::vector<std::string> host_limits = comm.all_gather(mine.on_host.limit);
    const std::vector<std::string> process_limits = comm.all_gather(mine.in_process.limit);
    const std::array<std::int64_t, 4> my_bytes{mine.needed_bytes, mine.most_bytes, mine.on_host.bytes,
                                               mine.in_process.bytes};
    const std::vector<std::int64_t> bytes = comm.all_gather(std::span<const std::int64_t>(my_bytes));
    std::vector<RankMemory> ranks;
    for (std::size_t i = 0; i < hosts.size(); ++i)
        ranks.push_back({hosts[i],
                         bytes[4 * i],
                         bytes[4 * i + 1],
                         {bytes[4 * i + 2], host_limits[i]},
                         {bytes[4 * i + 3], process_limits[i]}});
    return ranks;
}

}  // namespace

SharedMemory tightest(std::span<const RankMemory> ranks) {
    std::map<std::string, SharedMemory> hosts;
    std::vector<SharedMemory> places;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        const RankMemory& rank = ranks[i];
        add(hosts[rank.host], rank, rank.on_host);
        SharedMemory own{.place = fmt::format("rank {} of {}", i, rank.host)};
        add(own, rank, rank.in_process);
        places.push_back(own);
    }
    for (auto& [host, memory] : hosts) {
        memory.place = host;
        places.push_back(memory);
    }
    return *std::ranges::min_element(places, is_tighter);
}

std::string shortage(const Task& task, const Needs& needs, const SharedMemory& memory) {
    return shortage_text(task.command + " needs about", memory.needed, needs, memory);
}

std::string possible_shortage(const Task& task, const Needs& needs, const SharedMemory& memory) {
    return shortage_text(task.command + " may need up to", memory.most, needs, memory);
}

SharedMemory check_memory(const Communicator& comm, const Task& task, const Needs& needs, const ReportOptions& options,
                          const Console& console) {
    const RankMemory mine = agree(comm, [&] {
        return RankMemory{host_name(), needs.memory_bytes, needs.most_memory_bytes, host_memory_left(),
                          process_memory_left()};
    });
    const SharedMemory memory = tightest(gather(comm, mine));
    const std::string problem = shortage(task, needs, memory);
    agree(comm, [&] {
        if (!problem.empty() && !options.dry_run) fail(ExitCode::software, "{}", problem);
    });
    const std::string warning = problem.empty() ? possible_shortage(task, needs, memory) : problem;
    if (!warning.empty()) console.warning(warning);
    return memory;
}

}  // namespace lloyd::cli
