#include "lloyd/parallel/time_use.hpp"

#include "support/catch.hpp"
#include "support/world.hpp"

#include <array>

using namespace lloyd;
using lloyd::test::world;

TEST_CASE("a lap has what was done since the last, and its messages", "[time_use]") {
    const Context context{world(), Team(2)};
    world().barrier();
    context.comm.log().calls.clear();
    TimeUseWatch watch(context);
    context.team.run([](int) {});
    context.comm.barrier();
    const TimeUse first = watch.lap(Phase::seed);
    const std::size_t calls = context.comm.log().calls.size();
    CHECK(calls == (context.comm.size() > 1 ? 1 : 0));
    for (const MessageLog::Call& call : context.comm.log().calls) CHECK(call.phase == Phase::seed);
    CHECK(first.regions > 0);
    CHECK(first.busy > 0);
    CHECK((first.messages > 0) == (context.comm.size() > 1));
    CHECK(first.alone() > 0);

    const TimeUse second = watch.lap(Phase::iterate);
    CHECK(second.regions == 0);
    CHECK(second.busy == 0);
    CHECK(second.messages == 0);
    CHECK(second.alone() == second.wall);

    TimeUse sum = first;
    sum += second;
    CHECK(sum.wall == first.wall + second.wall);
    CHECK(sum.busy == first.busy);
}

TEST_CASE("a message takes what the last rank spends in it, the others wait", "[time_use]") {
    const Communicator comm = world();
    const double rank = comm.rank();
    std::vector<MessageLog::Call>& calls = comm.log().calls;
    calls = {{1 + rank, Phase::seed},     // rank 0 comes last
             {9 - rank, Phase::iterate},  // rank 0 comes first
             {5, Phase::iterate},
             {7 + rank, {}}};  // of no phase
    const ByPhase<double> waiting = seconds_of_waiting(comm);
    CHECK(waiting[Phase::seed] == rank);
    CHECK(waiting[Phase::iterate] == comm.size() - 1 - rank);
    CHECK(waiting[Phase::write] == 0);
}
