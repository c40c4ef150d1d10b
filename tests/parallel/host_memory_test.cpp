// Memory left, by files as kernels write them.
#include "lloyd/parallel/host_memory.hpp"

#include "support/catch.hpp"

#include <unistd.h>

#include <fstream>

using namespace lloyd;

namespace {

namespace fs = std::filesystem;

/// A folder with a proc and a sys in it, of a host with 1000 KiB left and no control groups.
class Host {
public:
    Host() : root_(fs::temp_directory_path() / ("lloyd-host-" + std::to_string(getpid()))) {
        write("proc/meminfo", "MemTotal:  4000 kB\nMemFree:  300 kB\nMemAvailable:  1000 kB\nBuffers: 2 kB\n");
    }
    ~Host() { fs::remove_all(root_); }
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    const fs::path& root() const { return root_; }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((root_ / name).parent_path());
        std::ofstream(root_ / name) << text;
    }
    MemoryLeft left(const std::optional<SlurmJob>& job = {}) const { return host_memory_left(root_, job); }

private:
    fs::path root_;
};

constexpr std::int64_t free_bytes = 1000 * 1024;
constexpr std::int64_t endless = std::numeric_limits<std::int64_t>::max();

}  // namespace

TEST_CASE("a host without limits has what the kernel says is free", "[memory]") {
    const Host host;
    CHECK(host.left().bytes == free_bytes);
    CHECK(host.left().limit == "free memory of the host");
}

TEST_CASE("a host that says nothing has no limit", "[memory]") {
    CHECK(host_memory_left("/nowhere", {}).bytes == endless);
    CHECK(process_memory_left("/nowhere", 1000).bytes == endless);
}

TEST_CASE("a control group of version 2 has its limit less what it cannot give back", "[memory]") {
    const Host host;
    host.write("proc/self/cgroup", "0::/job/step\n");
    host.write("sys/fs/cgroup/job/step/memory.max", "500000\n");
    host.write("sys/fs/cgroup/job/step/memory.current", "300000\n");
    host.write("sys/fs/cgroup/job/step/memory.stat",
               "anon 100000\nfile 180000\nshmem 1000\ninactive_file 90000\nactive_file 60000\nslab_reclaimable 7000\n");
    CHECK(host.left().bytes == 500000 - (300000 - 157000));
    CHECK(host.left().limit == "limit of the control group /job/step");

    host.write("sys/fs/cgroup/job/step/memory.high", "400000\n");  // above it processes hardly get on
    CHECK(host.left().bytes == 400000 - (300000 - 157000));
    host.write("sys/fs/cgroup/job/step/memory.max", "max\n");
    host.write("sys/fs/cgroup/job/step/memory.high", "max\n");
    CHECK(host.left().bytes == free_bytes);
}

TEST_CASE("a control group whose statistics lag behind its usage has its limit left, not none", "[memory]") {
    const Host host;  // right after large files were removed
    host.write("proc/self/cgroup", "4:memory:/\n");
    host.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");  // as the kernel says "none"
    host.write("sys/fs/cgroup/memory/memory.usage_in_bytes", "300000\n");
    host.write("sys/fs/cgroup/memory/memory.stat", "total_inactive_file 200000\ntotal_active_file 160000\n");
    CHECK(host.left().bytes == free_bytes);
    host.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "500000\n");
    CHECK(host.left().bytes == 500000);
}

TEST_CASE("the tightest of the control groups around a process counts", "[memory]") {
    const Host host;
    host.write("proc/self/cgroup", "0::/job/step/task\n");
    const auto group = [&](const std::string& path, const std::string& limit, const std::string& usage) {
        host.write("sys/fs/cgroup" + path + "/memory.max", limit);
        host.write("sys/fs/cgroup" + path + "/memory.current", usage);
    };
    group("/job/step/task", "max", "100");
    group("/job/step", "900000", "100");
    group("/job", "600000", "200000");
    CHECK(host.left().bytes == 400000);
    CHECK(host.left().limit == "limit of the control group /job");
    group("", "300000", "250000");  // of a container
    CHECK(host.left().bytes == 50000);
    CHECK(host.left().limit == "limit of the control group /");
}

TEST_CASE("a control group of version 1 is found among the others", "[memory]") {
    const Host host;
    host.write("proc/self/cgroup", "12:cpuset:/other\n4:cpu,memory:/slurm/job_5\n0::/unified\n");
    host.write("sys/fs/cgroup/memory/slurm/job_5/memory.limit_in_bytes", "700000\n");
    host.write("sys/fs/cgroup/memory/slurm/job_5/memory.usage_in_bytes", "300000\n");
    host.write("sys/fs/cgroup/memory/slurm/job_5/memory.stat",
               "inactive_file 5\ntotal_inactive_file 40000\ntotal_active_file 60000\n");
    host.write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");  // how it says none
    host.write("sys/fs/cgroup/memory/memory.usage_in_bytes", "900000\n");
    CHECK(host.left().bytes == 500000);
    CHECK(host.left().limit == "limit of the control group /slurm/job_5");
}

TEST_CASE("a control group that is full has nothing left", "[memory]") {
    const Host host;
    host.write("proc/self/cgroup", "0::/job\n");
    host.write("sys/fs/cgroup/job/memory.max", "500\n");
    host.write("sys/fs/cgroup/job/memory.current", "900\n");
    CHECK(host.left().bytes == 0);
}

TEST_CASE("what Slurm gave is a limit, too", "[memory]") {
    const Host host;
    CHECK(host.left(SlurmJob{.id = "1", .node_memory_bytes = 2 * free_bytes}).bytes == free_bytes);
    CHECK(host.left(SlurmJob{.id = "1"}).bytes == free_bytes);
    const MemoryLeft left = host.left(SlurmJob{.id = "1", .node_memory_bytes = 500000});
    CHECK(left.bytes == 500000);
    CHECK(left.limit == "--mem of the Slurm job");
}

TEST_CASE("a limit of address space is less by what the process has", "[memory]") {
    const Host host;
    host.write("proc/self/statm", "20 10 5 1 0 3 0\n");
    const std::int64_t used = 20 * sysconf(_SC_PAGESIZE);
    CHECK(process_memory_left(host.root(), used + 1000).bytes == 1000);
    CHECK(process_memory_left(host.root(), used + 1000).limit == "ulimit -v");
    CHECK(process_memory_left(host.root(), used - 1000).bytes == 0);
    CHECK(process_memory_left(host.root(), -1).bytes == endless);
}

TEST_CASE("this host has some memory left", "[memory]") {
    CHECK(host_memory_left().bytes > 1'000'000);
    CHECK(host_memory_left().bytes < endless);
}
