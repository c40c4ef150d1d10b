#include "lloyd/bench/loss.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <numeric>

using namespace lloyd;

namespace {

/// 10 s of training in two phases, and 1 s in none.
BenchSample base_run() {
    BenchSample run;
    run.process_seconds = 11;
    run.use[Phase::seed] = {.work = 4, .most_work = 4};
    run.use[Phase::iterate] = {.work = 6, .most_work = 6};
    run.work.seeding_scored = 1000;
    run.work.scored_pairs = 3000;
    return run;
}

/// The same work by two cores, without any loss but the second that is in no phase.
BenchSample run_by_two() {
    BenchSample run = base_run();
    run.process_seconds = 6;
    for (const Phase phase : {Phase::seed, Phase::iterate}) run.use[phase].most_work /= 2;
    return run;
}

const Layout one{1, 1, 1};
const Layout two_threads{1, 1, 2};
const Layout two_ranks{1, 2, 1};

Loss loss_of(const BenchSample& run, const Layout& layout = two_threads, const Control& control = {}) {
    const BenchSample base = base_run();
    return account_for({layout, run}, {one, base}, control, 1e9);
}

double seconds_of(const Loss& loss, Cause cause) {
    const auto found = std::ranges::find(loss.causes, cause, &CauseOfLoss::cause);
    REQUIRE(found != loss.causes.end());
    return found->seconds;
}

/// The only cause besides launching, which is a core-second in all of these.
void expect_only(const Loss& loss, Cause cause, double seconds) {
    CHECK(loss.seconds == Approx(1 + seconds));
    for (const CauseOfLoss& found : loss.causes) {
        INFO(name_of(found.cause));
        const double expected = found.cause == cause ? seconds : found.cause == Cause::launching ? 1 : 0;
        CHECK(found.seconds == Approx(expected).margin(1e-12));
    }
    REQUIRE(!verdict(loss).empty());
    CHECK(verdict(loss)[0].starts_with(name_of(cause)));
}

}  // namespace

TEST_CASE("the base case loses nothing", "[loss]") {
    const Loss loss = loss_of(base_run(), one);
    for (const CauseOfLoss& cause : loss.causes) CHECK(cause.seconds == 0);
    CHECK(loss.seconds == 0);
    CHECK(verdict(loss).empty());
    CHECK(loss.efficiencies.parallel == Approx(10.0 / 11));
    CHECK(loss.efficiencies.computation_scaling == 1);
    CHECK(loss.efficiencies.karp_flatt == 0);
}

TEST_CASE("every cause is told from the others, and all of them add up to the loss", "[loss]") {
    BenchSample run = run_by_two();
    Layout layout = two_threads;
    Control control;
    Cause cause = Cause::rest;
    const auto lasts = [&](double seconds, Phase phase, double PhaseUse::*where) {
        run.process_seconds += seconds / 2;
        run.use[phase].*where += seconds;
    };
    SECTION("one thread alone") {
        lasts(3, Phase::iterate, &PhaseUse::alone);
        cause = Cause::alone;
    }
    SECTION("a thread that has less to do") {
        lasts(3, Phase::seed, &PhaseUse::uneven);
        cause = Cause::uneven;
    }
    SECTION("a thread that comes late, because it has no CPU") {
        lasts(3, Phase::seed, &PhaseUse::uneven);
        run.use[Phase::seed].late = 3;
        cause = Cause::no_cpu;
    }
    SECTION("threads that are interrupted") {
        lasts(3, Phase::seed, &PhaseUse::work);
        run.use[Phase::seed].off_cpu = 3;
        cause = Cause::no_cpu;
    }
    SECTION("pages") {
        lasts(3, Phase::iterate, &PhaseUse::work);
        run.use[Phase::iterate].in_kernel = 3;
        cause = Cause::kernel;
    }
    SECTION("more distances") {
        lasts(3, Phase::iterate, &PhaseUse::work);
        run.work.measured_pairs = 1500;
        cause = Cause::more_work;
    }
    SECTION("a machine that gives two cores 1.6 x") {
        lasts(2.5, Phase::iterate, &PhaseUse::work);
        control.points = {{1, 10, 5}, {2, 16, 10}};
        cause = Cause::machine;
    }
    SECTION("a slow rank") {
        layout = two_ranks;
        lasts(3, Phase::iterate, &PhaseUse::waiting);
        cause = Cause::waiting;
    }
    SECTION("messages") {
        layout = two_ranks;
        lasts(3, Phase::iterate, &PhaseUse::messages);
        cause = Cause::messages;
    }
    SECTION("what nobody can tell") {
        lasts(3, Phase::metrics, &PhaseUse::work);
        cause = Cause::rest;
    }
    expect_only(loss_of(run, layout, control), cause, 2 * run.process_seconds - 12);
}

TEST_CASE("memory is a cause where a phase moves as much as there is", "[loss]") {
    BenchSample base = base_run();
    base.use[Phase::tile] = {.work = 1, .most_work = 1};
    base.process_seconds = 12;
    BenchSample run = base;
    run.process_seconds = 6.75;
    run.use[Phase::tile].work = 1.5;
    run.times.max.tile = 0.75;
    const Control control{{{1, 10, 4e9}, {2, 20, 16e9 / 3}}};  // 1.33 x of reading
    const Loss loss = account_for({two_threads, run}, {one, base}, control, 1e9);
    CHECK(seconds_of(loss, Cause::memory) == Approx(0.5));
    CHECK(seconds_of(loss, Cause::rest) == Approx(0).margin(1e-12));
    const Loss of_less = account_for({two_threads, run}, {one, base}, control, 1e8);
    CHECK(seconds_of(of_less, Cause::memory) == 0);
}

TEST_CASE("the rank that makes others wait is named", "[loss]") {
    BenchSample run = run_by_two();
    run.process_seconds = 7;
    run.use[Phase::iterate] = {.work = 6, .waiting = 2, .most_work = 4, .busiest_rank = 1};
    const Loss loss = loss_of(run, two_ranks);
    CHECK(verdict(loss)[0].find("in phase iterate rank 1 works 1.33 times as long as the mean") != std::string::npos);
    CHECK(loss.efficiencies.load_balance == Approx(5.0 / 6));
    CHECK(loss.efficiencies.parallel == Approx(10.0 / 14));
    CHECK(loss.efficiencies.load_balance * loss.efficiencies.communication == Approx(loss.efficiencies.parallel));
}

TEST_CASE("a verdict has the three largest causes, none below a twentieth", "[loss]") {
    const Loss loss{.seconds = 100,
                    .causes = {{Cause::machine, 4, ""},
                               {Cause::alone, 30, "a"},
                               {Cause::uneven, -9, ""},
                               {Cause::waiting, 6, ""},
                               {Cause::messages, 7, "m"},
                               {Cause::rest, 62, "r"}},
                    .efficiencies = {}};
    const std::vector<std::string> lines = verdict(loss);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].starts_with("rest, 62.000 core-s: r ("));
    CHECK(lines[1].starts_with("alone, 30.000 core-s: a ("));
    CHECK(lines[2].starts_with("messages, 7.000 core-s: m ("));
}

TEST_CASE("the serial fraction of Karp and Flatt", "[loss]") {
    BenchSample run = run_by_two();
    run.process_seconds = 11 / 1.6;
    CHECK(loss_of(run).efficiencies.karp_flatt == Approx((1 / 1.6 - 0.5) / 0.5));
}
