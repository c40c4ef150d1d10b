#pragma once

#include "lloyd/base/phase.hpp"
#include "lloyd/base/stopwatch.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstddef>
#include <cstdint>

namespace lloyd {

/// Where a stretch of a rank's time went. Its seconds are spent with all threads (regions), in messages, or with one
/// thread alone. Thread-seconds are added over threads.
struct TimeUse {
    double wall = 0;          ///< seconds
    double regions = 0;       ///< of these, while a Team ran bodies
    double messages = 0;      ///< of these, in Communicator's calls, with the wait for other ranks
    double busy = 0;          ///< thread-seconds in bodies
    double on_cpu = 0;        ///< of these, on a CPU
    double in_kernel = 0;     ///< of these, in the kernel
    double ready = 0;         ///< thread-seconds without a CPU of threads that had something to do, in bodies or not
    std::int64_t faults = 0;  ///< pages that bodies touched first

    double alone() const { return wall - regions - messages; }
};
TimeUse& operator+=(TimeUse& sum, const TimeUse& use);

/// Divides a rank's time into stretches, each of which lap() ends; a phase may have many.
class TimeUseWatch {
public:
    explicit TimeUseWatch(const Context& context);

    /// Of what has passed since the last one, or since this was made.
    TimeUse lap(Phase phase);

private:
    TimeUse so_far();

    const Context& context_;
    TimeUse before_;
    std::size_t calls_before_;
    double ready_ = 0;  ///< as last read
    Stopwatch since_read_;
    Stopwatch watch_;
};

/// Collective. Seconds that this rank's messages were waits for slower ranks. The last rank to arrive waits for nobody,
/// so the shortest time of all ranks is what a call takes, and what a rank spends beyond that is its wait.
ByPhase<double> seconds_of_waiting(const Communicator& comm);

}  // namespace lloyd
