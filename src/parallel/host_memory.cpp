#include "lloyd/parallel/host_memory.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string_view>

namespace lloyd {

namespace {

namespace fs = std::filesystem;

void take_less(MemoryLeft& least, const MemoryLeft& other) {
    if (other.bytes < least.bytes) least = {std::max<std::int64_t>(other.bytes, 0), other.limit};
}

/// The number that a file begins with, if it does: "max" is none.
std::optional<std::int64_t> number_in(const fs::path& path) {
    std::ifstream file(path);
    std::int64_t value = 0;
    return file >> value ? std::optional(value) : std::nullopt;
}

/// Sum of the numbers behind these words of a file of "word number" lines.
std::int64_t sum_of(const fs::path& path, std::initializer_list<std::string_view> words) {
    std::ifstream file(path);
    std::int64_t sum = 0;
    for (std::string line; std::getline(file, line);) {
        std::istringstream text(line);
        std::string word;
        std::int64_t value = 0;
        if (text >> word >> value && std::ranges::count(words, word) > 0) sum += value;
    }
    return sum;
}

MemoryLeft left_on_host(const fs::path& root) {
    const std::int64_t kib = sum_of(root / "proc/meminfo", {"MemAvailable:"});
    return kib > 0 ? MemoryLeft{kib * 1024, "free memory of the host"} : MemoryLeft{};
}

/// How a version of control groups names things.
struct Version {
    const char* mount;
    const char* usage;
    std::array<const char*, 2> limits;
    std::initializer_list<std::string_view> reclaimable;  ///< of memory.stat: pages of files and caches of the kernel
};
const Version version_2{"sys/fs/cgroup",
                        "memory.current",
                        {"memory.max", "memory.high"},
                        {"inactive_file", "active_file", "slab_reclaimable"}};
const Version version_1{"sys/fs/cgroup/memory",
                        "memory.usage_in_bytes",
                        {"memory.limit_in_bytes", ""},
                        {"total_inactive_file", "total_active_file"}};

/// A control group and those that it lies in, up to the one that is mounted; a container may see only some of them.
MemoryLeft left_in_groups(const fs::path& root, const Version& version, const fs::path& group) {
    MemoryLeft least;
    const fs::path mount = root / version.mount;
    for (fs::path path = group;; path = path.parent_path()) {
        const fs::path folder = mount / path.relative_path();
        if (const std::optional<std::int64_t> usage = number_in(folder / version.usage)) {
            // The kernel brings statistics up to date later than the usage, which may be less for a while.
            const std::int64_t reclaimable = sum_of(folder / "memory.stat", version.reclaimable);
            const std::int64_t kept = std::max<std::int64_t>(*usage - reclaimable, 0);
            for (const char* name : version.limits)
                if (const auto limit = number_in(folder / name))
                    take_less(least, {*limit - kept, fmt::format("limit of the control group {}", path.string())});
        }
        if (path == path.parent_path()) return least;
    }
}

/// Lines of /proc/self/cgroup are "0::/path" for version 2 and "NUMBER:controllers:/path" for version 1 (cgroups(7)).
MemoryLeft left_in_control_groups(const fs::path& root) {
    MemoryLeft least;
    std::ifstream file(root / "proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) continue;
        const std::string controllers = ',' + line.substr(first + 1, second - first - 1) + ',';
        const std::string group = line.substr(second + 1);
        if (controllers == ",,") take_less(least, left_in_groups(root, version_2, group));
        if (controllers.find(",memory,") != std::string::npos) take_less(least, left_in_groups(root, version_1, group));
    }
    return least;
}

}  // namespace

MemoryLeft host_memory_left(const fs::path& root, const std::optional<SlurmJob>& job) {
    MemoryLeft least = left_on_host(root);
    take_less(least, left_in_control_groups(root));
    if (job && job->node_memory_bytes > 0) take_less(least, {job->node_memory_bytes, "--mem of the Slurm job"});
    return least;
}

MemoryLeft process_memory_left(const fs::path& root, std::int64_t limit) {
    const std::optional<std::int64_t> pages = number_in(root / "proc/self/statm");
    if (limit < 0 || !pages) return {};
    return {std::max<std::int64_t>(limit - *pages * sysconf(_SC_PAGESIZE), 0), "ulimit -v"};
}

MemoryLeft process_memory_left() {
    rlimit limit{};
    getrlimit(RLIMIT_AS, &limit);
    return process_memory_left("/", limit.rlim_cur == RLIM_INFINITY ? -1 : static_cast<std::int64_t>(limit.rlim_cur));
}

}  // namespace lloyd
