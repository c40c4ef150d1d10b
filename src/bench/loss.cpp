#include "lloyd/bench/loss.hpp"

#include "bench/statistics.hpp"
#include "lloyd/base/bytes_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lloyd {

namespace {

using Seconds = double PhaseUse::*;

PhaseUse sum_of(const ByPhase<PhaseUse>& uses) {
    PhaseUse sum;
    for (const auto [phase, name] : phase_names) sum += uses[phase];
    return sum;
}

/// A run beside one of the base case.
struct Comparison {
    const RunOfLayout& run;
    const RunOfLayout& base;
    const Control& control;
    double rows_bytes;
    PhaseUse use = sum_of(run.sample.use);
    PhaseUse base_use = sum_of(base.sample.use);
    int busy = run.layout.cores_per_node();
    double slowdown = control.slowdown_of_arithmetic(busy);

    double more(Seconds seconds) const { return use.*seconds - base_use.*seconds; }
};

double seconds_of_cores(const RunOfLayout& run) { return run.layout.cores() * run.sample.process_seconds; }

/// "most of it in seed, 0.123 s"
std::string where_most(const Comparison& runs, Seconds seconds) {
    const ByPhase<PhaseUse>& uses = runs.run.sample.use;
    const auto seconds_in = [&](const PhaseName& name) { return uses[name.phase].*seconds; };
    const auto most = std::ranges::max_element(phase_names, {}, seconds_in);
    return fmt::format("most of it in phase {}, {:.3f} s", most->name, seconds_in(*most));
}

/// Pairs of a row and a centre that a phase computed.
std::int64_t pairs(const Work& work, Phase phase) {
    if (phase == Phase::seed) return work.seeding_scored;
    return phase == Phase::iterate ? work.scored_pairs + work.measured_pairs : 0;
}

/// Seconds in which the base case's threads computed, in a phase; and what they would take for the run's pairs.
double computing(const Comparison& runs, Phase phase) {
    const PhaseUse& base = runs.base.sample.use[phase];
    return base.work - base.off_cpu - base.in_kernel;
}
double computing_more(const Comparison& runs, Phase phase) {
    const auto before = static_cast<double>(pairs(runs.base.sample.work, phase));
    const auto now = static_cast<double>(pairs(runs.run.sample.work, phase));
    return before > 0 ? computing(runs, phase) * (now / before - 1) : 0;
}

CauseOfLoss machine(const Comparison& runs) {
    double seconds = 0;
    for (const auto [phase, name] : phase_names)
        seconds += (computing(runs, phase) + computing_more(runs, phase)) * (runs.slowdown - 1);
    return {Cause::machine, seconds,
            fmt::format("{} busy cores do {:.2f} x the arithmetic of one", runs.busy, runs.busy / runs.slowdown)};
}

CauseOfLoss memory(const Comparison& runs) {
    constexpr double least_copies = 3;       // rows are read, written as tiles, and read to be rounded
    constexpr double bound_by_memory = 0.7;  // of what reading gives
    const double seconds = runs.run.sample.times.max.tile;
    const double rate = seconds > 0 ? least_copies * runs.rows_bytes / (seconds * runs.run.layout.nodes) : 0;
    const double roof = runs.control.bytes_per_second(runs.busy);
    const double slowdown = runs.control.slowdown_of_reading(runs.busy) - runs.slowdown;
    const bool is_bound = roof > 0 && slowdown > 0 && rate > bound_by_memory * roof;
    return {Cause::memory, is_bound ? computing(runs, Phase::tile) * slowdown : 0,
            fmt::format("laying rows out moves {}/s at least, of {}/s that reading gives",
                        bytes_text(std::llround(rate)), bytes_text(std::llround(roof)))};
}

CauseOfLoss no_cpu(const Comparison& runs) {
    const auto seconds = [](const PhaseUse& use) { return use.off_cpu + use.late; };
    return {Cause::no_cpu, seconds(runs.use) - seconds(runs.base_use),
            fmt::format("threads with work had no CPU for {:.3f} s, {:.3f} s in the base case", seconds(runs.use),
                        seconds(runs.base_use))};
}

CauseOfLoss more_work(const Comparison& runs) {
    const auto all = [](const Work& work) { return pairs(work, Phase::seed) + pairs(work, Phase::iterate); };
    return {Cause::more_work, computing_more(runs, Phase::seed) + computing_more(runs, Phase::iterate),
            fmt::format("{} pairs of a row and a centre computed, {} in the base case", all(runs.run.sample.work),
                        all(runs.base.sample.work))};
}

CauseOfLoss kernel(const Comparison& runs) {
    return {Cause::kernel, runs.more(&PhaseUse::in_kernel),
            fmt::format("{:.3f} s in the kernel and {} new pages, {:.3f} s and {} in the base case", runs.use.in_kernel,
                        runs.use.faults, runs.base_use.in_kernel, runs.base_use.faults)};
}

CauseOfLoss alone(const Comparison& runs) {
    return {Cause::alone, runs.more(&PhaseUse::alone), where_most(runs, &PhaseUse::alone)};
}

CauseOfLoss uneven(const Comparison& runs) {
    return {Cause::uneven, runs.more(&PhaseUse::uneven) - runs.more(&PhaseUse::late),
            where_most(runs, &PhaseUse::uneven)};
}

CauseOfLoss waiting(const Comparison& runs) {
    const int ranks = runs.run.layout.ranks;
    const ByPhase<PhaseUse>& uses = runs.run.sample.use;
    const auto ahead = [&](const PhaseName& name) {
        return uses[name.phase].most_work - uses[name.phase].work / ranks;
    };
    const auto most = std::ranges::max_element(phase_names, {}, ahead);
    const PhaseUse& use = uses[most->phase];
    return {Cause::waiting, runs.more(&PhaseUse::waiting),
            fmt::format("in phase {} rank {} works {:.2f} times as long as the mean", most->name, use.busiest_rank,
                        use.work > 0 ? use.most_work * ranks / use.work : 1)};
}

CauseOfLoss messages(const Comparison& runs) {
    return {Cause::messages, runs.more(&PhaseUse::messages), where_most(runs, &PhaseUse::messages)};
}

CauseOfLoss launching(const Comparison& runs) {
    const double seconds = seconds_of_cores(runs.run) - runs.use.all();
    const double of_base = seconds_of_cores(runs.base) - runs.base_use.all();
    return {Cause::launching, seconds - of_base,
            fmt::format("{:.3f} s of the run are in no phase, {:.3f} s of the base case",
                        seconds / runs.run.layout.cores(), of_base / runs.base.layout.cores())};
}

Efficiencies efficiencies(const Comparison& runs) {
    const double most = runs.use.most_work;
    const double cores = static_cast<double>(runs.run.layout.cores()) / runs.base.layout.cores();
    const double speed_up = runs.base.sample.process_seconds / runs.run.sample.process_seconds;
    Efficiencies all{.parallel = runs.use.work / seconds_of_cores(runs.run),
                     .load_balance = most > 0 ? runs.use.work / runs.run.layout.ranks / most : 1,
                     .communication = 1,
                     .computation_scaling = runs.use.work > 0 ? runs.base_use.work / runs.use.work : 1,
                     .karp_flatt = cores > 1 ? (1 / speed_up - 1 / cores) / (1 - 1 / cores) : 0};
    all.communication = all.parallel / all.load_balance;
    return all;
}

}  // namespace

Loss account_for(const RunOfLayout& run, const RunOfLayout& base, const Control& control, double rows_bytes) {
    const Comparison runs{.run = run, .base = base, .control = control, .rows_bytes = rows_bytes};
    Loss loss{.seconds = seconds_of_cores(run) - seconds_of_cores(base),
              .causes = {machine(runs), memory(runs), no_cpu(runs), more_work(runs), kernel(runs), alone(runs),
                         uneven(runs), waiting(runs), messages(runs), launching(runs)},
              .efficiencies = efficiencies(runs)};
    double told = 0;
    for (const CauseOfLoss& cause : loss.causes) told += cause.seconds;
    loss.causes.push_back({Cause::rest, loss.seconds - told, "in no cause above"});
    return loss;
}

Loss account_for(const BenchReport& report, const LayoutSamples& runs) {
    const auto median = [](const LayoutSamples& samples) -> RunOfLayout {
        return {samples.layout, samples.samples[median_index(samples.process_seconds())]};
    };
    const nlohmann::json& input = report.fit.at("input");
    const double value_bytes = input.at("dtype") == "float32" ? 4 : 8;
    const double values = input.at("rows").get<double>() * input.at("features").get<double>();
    return account_for(median(runs), median(report.layouts.front()), report.context.control, values * value_bytes);
}

}  // namespace lloyd
