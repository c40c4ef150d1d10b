#include "lloyd/kmeans/phase_use.hpp"

#include "support/catch.hpp"
#include "support/world.hpp"

using namespace lloyd;
using lloyd::test::world;

namespace {

/// Four seconds of three threads: two in regions, one in messages, one alone.
const TimeUse some_use{
    .wall = 4, .regions = 2, .messages = 1, .busy = 5, .on_cpu = 4.5, .in_kernel = 0.25, .ready = 0.75, .faults = 7};

}  // namespace

TEST_CASE("threads are at work, or wait in one of four ways", "[phase_use]") {
    const PhaseUse use = phase_use(some_use, 3, 0.25);
    CHECK(use.work == 6);
    CHECK(use.alone == 2);
    CHECK(use.uneven == 1);
    CHECK(use.waiting == 0.75);
    CHECK(use.messages == 2.25);
    CHECK(use.all() == 12);
    CHECK(use.off_cpu == 0.5);
    CHECK(use.late == 0.25);
    CHECK(use.in_kernel == 0.25);
    CHECK(use.most_work == use.work);
}

TEST_CASE("no thread is later than it could have begun", "[phase_use]") {
    TimeUse use = some_use;
    use.ready = 90;
    CHECK(phase_use(use, 3, 0).late == 1);
    use.ready = 0;
    CHECK(phase_use(use, 3, 0).late == 0);
    use.on_cpu = 6;  // the kernel counts by ticks
    CHECK(phase_use(use, 3, 0).off_cpu == 0);
}

TEST_CASE("ranks add up, and the busiest is named", "[phase_use]") {
    const Context context{world(), Team(3)};
    const int last = context.comm.size() - 1;
    PhaseTimes times;
    times.use[Phase::seed] = some_use;
    times.use[Phase::seed].busy += context.comm.rank() == last ? 0.5 : 0;
    const ByPhase<PhaseUse> use = use_by_phase(context, times);
    CHECK(use[Phase::seed].work == 6 * (last + 1) + 0.5);
    CHECK(use[Phase::seed].all() == 12 * (last + 1));
    CHECK(use[Phase::seed].most_work == 6.5);
    CHECK(use[Phase::seed].busiest_rank == last);
    CHECK(use[Phase::seed].faults == 7 * (last + 1));
    CHECK(use[Phase::iterate].all() == 0);
}
