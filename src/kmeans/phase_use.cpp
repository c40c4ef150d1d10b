#include "lloyd/kmeans/phase_use.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace lloyd {

namespace {

void add(PhaseUse& sum, const PhaseUse& use, int rank) {
    if (use.most_work > sum.most_work) sum.busiest_rank = rank;
    const double most_work = std::max(sum.most_work, use.most_work);
    sum += use;
    sum.most_work = most_work;
}

}  // namespace

PhaseUse phase_use(const TimeUse& use, int threads, double waiting) {
    PhaseUse sums{.work = use.busy + use.alone(),
                  .alone = (threads - 1) * use.alone(),
                  .uneven = threads * use.regions - use.busy,
                  .waiting = threads * waiting,
                  .messages = threads * (use.messages - waiting),
                  .off_cpu = std::max(use.busy - use.on_cpu, 0.0),
                  .in_kernel = use.in_kernel,
                  .faults = use.faults};
    sums.late = std::clamp(use.ready - sums.off_cpu, 0.0, sums.uneven);
    sums.most_work = sums.work;
    return sums;
}

ByPhase<PhaseUse> use_by_phase(const Context& context, const PhaseTimes& times) {
    const ByPhase<double> waiting = seconds_of_waiting(context.comm);
    ByPhase<PhaseUse> mine;
    for (const auto [phase, name] : phase_names)
        mine[phase] = phase_use(times.use[phase], context.team.size(), waiting[phase]);

    ByPhase<PhaseUse> sums;
    const std::vector<ByPhase<PhaseUse>> all = context.comm.all_gather(std::span<const ByPhase<PhaseUse>>(&mine, 1));
    for (std::size_t rank = 0; rank < all.size(); ++rank)
        for (const auto [phase, name] : phase_names) add(sums[phase], all[rank][phase], static_cast<int>(rank));
    return sums;
}

}  // namespace lloyd
