#include "lloyd/parallel/thread_clock.hpp"

#include "lloyd/parallel/team.hpp"
#include "support/catch.hpp"

#include <sys/mman.h>

#include <ctime>
#include <numeric>

using namespace lloyd;

namespace {

/// Works until the process has had that much of a CPU since.
void work(double cpu_seconds) {
    const std::clock_t end = std::clock() + static_cast<std::clock_t>(cpu_seconds * CLOCKS_PER_SEC);
    while (std::clock() < end) {
    }
}

}  // namespace

TEST_CASE("what a thread does is added, its pages exactly", "[thread_clock]") {
    constexpr std::int64_t page = 4096;
    constexpr std::int64_t pages = 500;
    void* const memory = mmap(nullptr, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(memory != MAP_FAILED);
    REQUIRE(madvise(memory, pages * page, MADV_NOHUGEPAGE) == 0);
    ThreadUse use;
    {
        const WorkingThread working(use);
        for (std::int64_t i = 0; i < pages; ++i) static_cast<char*>(memory)[i * page] = 1;
    }
    CHECK(use.faults == pages);
    CHECK(use.busy > 0);
    const ThreadUse before = use;
    {
        const WorkingThread working(use);
        work(0.05);
    }
    CHECK(use.on_cpu > before.on_cpu);
    CHECK(use.busy > before.busy);
    CHECK(use.faults < before.faults + pages / 2);
    munmap(memory, pages * page);
}

TEST_CASE("a team's clock sees its threads at work, and no copy has another", "[thread_clock]") {
    const Team team(2);
    const Team copy = team;
    team.run([](int thread) {
        if (thread == 0) work(0.02);
    });
    CHECK(team.clock().by_thread.at(0).busy > 0);
    copy.for_each(2, [](std::int64_t, int) {});
    const ThreadClock& clock = copy.clock();
    CHECK(&clock == &team.clock());
    const double busy = clock.by_thread[0].busy + clock.by_thread[1].busy;
    CHECK(clock.by_thread[1].busy > 0);
    CHECK(busy <= 2 * clock.regions);
    CHECK(Team(2).clock().regions == 0);
}

TEST_CASE("a body that throws has been at work", "[thread_clock]") {
    const Team team(1);
    CHECK_THROWS(team.run([](int) { throw 1; }));
    CHECK(team.clock().regions > 0);
    CHECK(team.clock().by_thread[0].busy > 0);
}
