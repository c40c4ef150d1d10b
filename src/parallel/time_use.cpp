#include "lloyd/parallel/time_use.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

namespace lloyd {

TimeUse& operator+=(TimeUse& sum, const TimeUse& use) {
    sum.wall += use.wall;
    sum.regions += use.regions;
    sum.messages += use.messages;
    sum.busy += use.busy;
    sum.on_cpu += use.on_cpu;
    sum.in_kernel += use.in_kernel;
    sum.ready += use.ready;
    sum.faults += use.faults;
    return sum;
}

namespace {

/// A file a thread is read for it, so this is not done more often.
constexpr double least_seconds_between_reads = 0.05;

/// Of all threads of this process, waiting for a CPU: the second number of each one's schedstat (the kernel's
/// sched-stats.rst); 0 where there are none.
double ready_so_far() {
    double nanoseconds = 0;
    std::error_code ignored;
    // A thread may end meanwhile; no rank is to fail for that.
    for (std::filesystem::directory_iterator task("/proc/self/task", ignored), end; task != end;
         task.increment(ignored)) {
        std::ifstream file(task->path() / "schedstat");
        double on_cpu = 0;
        double waiting = 0;
        if (file >> on_cpu >> waiting) nanoseconds += waiting;
    }
    return 1e-9 * nanoseconds;
}

}  // namespace

TimeUseWatch::TimeUseWatch(const Context& context)
    : context_(context), before_(), calls_before_(context.comm.log().calls.size()), ready_(ready_so_far()) {
    before_ = so_far();
}

TimeUse TimeUseWatch::so_far() {
    if (since_read_.seconds() > least_seconds_between_reads) {
        ready_ = ready_so_far();
        since_read_.lap();
    }
    const ThreadClock& clock = context_.team.clock();
    TimeUse use{.regions = clock.regions, .ready = ready_};
    for (const ThreadUse& thread : clock.by_thread)
        use += {.busy = thread.busy, .on_cpu = thread.on_cpu, .in_kernel = thread.in_kernel, .faults = thread.faults};
    return use;
}

TimeUse TimeUseWatch::lap(Phase phase) {
    const TimeUse now = so_far();
    TimeUse use{.wall = watch_.lap(),
                .regions = now.regions - before_.regions,
                .busy = now.busy - before_.busy,
                .on_cpu = now.on_cpu - before_.on_cpu,
                .in_kernel = now.in_kernel - before_.in_kernel,
                .ready = now.ready - before_.ready,
                .faults = now.faults - before_.faults};
    before_ = now;
    std::vector<MessageLog::Call>& calls = context_.comm.log().calls;
    for (; calls_before_ < calls.size(); ++calls_before_) {
        calls[calls_before_].phase = phase;
        use.messages += calls[calls_before_].seconds;
    }
    return use;
}

ByPhase<double> seconds_of_waiting(const Communicator& comm) {
    const std::vector<MessageLog::Call>& calls = comm.log().calls;
    std::vector<double> shortest(calls.size());
    std::ranges::transform(calls, shortest.begin(), &MessageLog::Call::seconds);
    comm.min(shortest);  // one more call
    ByPhase<double> waiting;
    for (std::size_t i = 0; i < shortest.size(); ++i)
        if (calls[i].phase) waiting[*calls[i].phase] += calls[i].seconds - shortest[i];
    return waiting;
}

}  // namespace lloyd
