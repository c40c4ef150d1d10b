#pragma once

#include "lloyd/base/stopwatch.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lloyd {

/// What one thread has done so far in the bodies that its Team ran.
struct alignas(64) ThreadUse {
    double busy = 0;          ///< seconds
    double on_cpu = 0;        ///< of these, on a CPU, as the kernel counts them
    double in_kernel = 0;     ///< of these, in the kernel: clearing pages, mostly
    std::int64_t faults = 0;  ///< pages that it touched first
};

/// Adds what the thread that makes it does until its end.
class WorkingThread {
public:
    explicit WorkingThread(ThreadUse& use);
    ~WorkingThread();
    WorkingThread(const WorkingThread&) = delete;
    WorkingThread& operator=(const WorkingThread&) = delete;

private:
    ThreadUse& use_;
    ThreadUse before_;
    Stopwatch watch_;
};

/// What a Team's threads have done so far, and for how long any of them did.
struct ThreadClock {
    explicit ThreadClock(int threads) : by_thread(static_cast<std::size_t>(threads)) {}

    std::vector<ThreadUse> by_thread;
    double regions = 0;  ///< seconds
};

}  // namespace lloyd
