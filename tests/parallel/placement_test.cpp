#include "lloyd/parallel/placement.hpp"

#include "lloyd/parallel/team.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

using namespace lloyd;
using lloyd::test::world;

namespace {

/// The affinity mask of another process, e.g. "0-3,8".
std::string cpus_allowed(pid_t process) {
    std::ifstream status(fmt::format("/proc/{}/status", process));
    for (std::string word; status >> word;)
        if (word == "Cpus_allowed_list:" && status >> word) return word;
    return "unknown";
}

}  // namespace

TEST_CASE("a process has a host, a CPU and a core", "[placement]") {
    const Placement here = this_placement();
    CHECK(usable_cpus() >= 1);
    CHECK(here.usable_cpus == usable_cpus());
    CHECK(here.cores >= 1);
    CHECK(here.host_cpus >= here.usable_cpus);
    CHECK_FALSE(here.host.empty());
    CHECK_FALSE(here.cpus.empty());
    CHECK_FALSE(here.cpu_model.empty());
}

TEST_CASE("the placement of a job names every rank and is the same on all", "[placement]") {
    const JobPlacement job = job_placement(world(), 2);
    CHECK(job.ranks == world().size());
    CHECK(job.threads_per_rank == 2);
    REQUIRE(job.binding.size() == static_cast<std::size_t>(world().size()));
    const Placement here = this_placement();
    CHECK(job.binding[static_cast<std::size_t>(world().rank())] ==
          fmt::format("{}: CPUs {} of {}", here.host, here.cpus, here.host_cpus));
    CHECK(std::find(job.hosts.begin(), job.hosts.end(), here.host) != job.hosts.end());

    std::string mine = job.cpu_model + '|' + job.warning;
    for (const std::string& text : job.binding) mine += '|' + text;
    CHECK(world().broadcast(mine) == mine);
}

TEST_CASE("more threads than usable CPUs are warned about", "[placement]") {
    const JobPlacement job = job_placement(world(), 100'000);
    CHECK(job.warning.find("100000 thread(s)") != std::string::npos);
}

TEST_CASE("as many threads as usable CPUs are not", "[placement]") {
    CHECK(job_placement(Communicator::serial(), usable_cpus()).warning.empty());
    CHECK_FALSE(job_placement(Communicator::serial(), usable_cpus() + 1).warning.empty());
}

TEST_CASE("ranks that may use the same CPUs are counted together", "[placement]") {
    const JobPlacement job = job_placement(world(), usable_cpus());
    const auto sharing = [&](const std::string& mask) {
        return std::count(job.binding.begin(), job.binding.end(), mask);
    };
    const bool shared =
        std::any_of(job.binding.begin(), job.binding.end(), [&](const auto& mask) { return sharing(mask) > 1; });
    CHECK(job.warning.empty() != shared);
}

// Run by a test of its own, with OMP_PROC_BIND set: the runtime has then bound the main thread before main begins, but
// not the process that started this one.
TEST_CASE("threads that OpenMP binds do not hide CPUs of the process", "[.bound_threads]") {
    const std::string allowed = cpus_allowed(getppid());
    CHECK(this_placement().cpus == allowed);
    Team(2).run([](int) {});
    CHECK(this_placement().cpus == allowed);
}
