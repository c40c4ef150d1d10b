#include "lloyd/parallel/thread_clock.hpp"

#include <sys/resource.h>

namespace lloyd {

namespace {

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

/// Of the calling thread since it began.
ThreadUse use_so_far() {
    rusage usage{};
    getrusage(RUSAGE_THREAD, &usage);
    const double in_kernel = seconds_of(usage.ru_stime);
    return {.busy = 0,
            .on_cpu = seconds_of(usage.ru_utime) + in_kernel,
            .in_kernel = in_kernel,
            .faults = usage.ru_minflt + usage.ru_majflt};
}

}  // namespace

WorkingThread::WorkingThread(ThreadUse& use) : use_(use), before_(use_so_far()) {}

WorkingThread::~WorkingThread() {
    const ThreadUse now = use_so_far();
    use_.busy += watch_.seconds();
    use_.on_cpu += now.on_cpu - before_.on_cpu;
    use_.in_kernel += now.in_kernel - before_.in_kernel;
    use_.faults += now.faults - before_.faults;
}

}  // namespace lloyd
