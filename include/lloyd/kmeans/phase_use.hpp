#pragma once

#include "lloyd/kmeans/phase_times.hpp"
#include "lloyd/parallel/context.hpp"

#include <array>
#include <cstdint>

namespace lloyd {

/// Where the threads of all ranks were in a phase, in thread-seconds. The first five add up to threads x seconds.
struct PhaseUse {
    double work = 0;      ///< at work, all of a team or the first thread alone
    double alone = 0;     ///< the others of a rank, while its first thread works alone
    double uneven = 0;    ///< done, while others of their rank still work
    double waiting = 0;   ///< in a message, for slower ranks
    double messages = 0;  ///< in a message, once all ranks are there

    double off_cpu = 0;       ///< of work in teams: not on a CPU
    double late = 0;          ///< of uneven: ready to work, and not on a CPU either
    double in_kernel = 0;     ///< of work in teams: in the kernel, most of it to clear new pages
    std::int64_t faults = 0;  ///< pages that were touched first
    double most_work = 0;     ///< of the rank that worked most
    int busiest_rank = 0;

    double all() const { return work + alone + uneven + waiting + messages; }
};

/// A number by name, for whoever goes through all of them.
struct PhaseUseField {
    const char* name;
    double PhaseUse::*seconds;
};
inline constexpr std::array phase_use_fields{
    PhaseUseField{"work", &PhaseUse::work},           PhaseUseField{"alone", &PhaseUse::alone},
    PhaseUseField{"uneven", &PhaseUse::uneven},       PhaseUseField{"waiting", &PhaseUse::waiting},
    PhaseUseField{"messages", &PhaseUse::messages},   PhaseUseField{"off_cpu", &PhaseUse::off_cpu},
    PhaseUseField{"late", &PhaseUse::late},           PhaseUseField{"in_kernel", &PhaseUse::in_kernel},
    PhaseUseField{"most_work", &PhaseUse::most_work},
};

inline PhaseUse& operator+=(PhaseUse& sum, const PhaseUse& use) {
    for (const PhaseUseField& field : phase_use_fields) sum.*field.seconds += use.*field.seconds;
    sum.faults += use.faults;
    return sum;
}

/// One rank's, of which `waiting` seconds of its messages were for slower ranks.
PhaseUse phase_use(const TimeUse& use, int threads, double waiting);

/// Collective. Of all ranks.
ByPhase<PhaseUse> use_by_phase(const Context& context, const PhaseTimes& times);

}  // namespace lloyd
