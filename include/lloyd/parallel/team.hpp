#pragma once

#include "lloyd/parallel/thread_clock.hpp"

#include <omp.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

namespace lloyd {

/// The threads of one rank: a value, passed to whoever splits work. The home of OpenMP.
///
/// Bodies may throw: the first exception is thrown again in the caller once all threads are
/// through, as none may leave a parallel region. Schedules never change a result, for what
/// threads add up is integers. Copies are the same team, and share the clock that sees it work.
class Team {
public:
    explicit Team(int threads) : threads_(threads), clock_(std::make_shared<ThreadClock>(threads)) {}
    int size() const { return threads_; }
    const ThreadClock& clock() const { return *clock_; }

    /// body(thread) once for every thread, by that thread unless the runtime grants fewer.
    template <class Body>
    void run(Body&& body) const {
        FirstError error;
        const Stopwatch watch;
#pragma omp parallel for num_threads(threads_) schedule(static, 1)
        for (int thread = 0; thread < threads_; ++thread) {
            const WorkingThread working(use_of(thread));
            error.guard([&] { body(thread); });
        }
        clock_->regions += watch.seconds();
        error.rethrow();
    }

    /// body(index, thread) for every index below count, handed out as threads become free.
    template <class Body>
    void for_each(std::int64_t count, Body&& body) const {
        FirstError error;
        const Stopwatch watch;
#pragma omp parallel num_threads(threads_)
        {
            const int thread = omp_get_thread_num();
            const WorkingThread working(use_of(thread));
#pragma omp for schedule(dynamic, 1) nowait
            for (std::int64_t i = 0; i < count; ++i) error.guard([&] { body(i, thread); });
        }
        clock_->regions += watch.seconds();
        error.rethrow();
    }

private:
    class FirstError {
    public:
        template <class Body>
        void guard(Body&& body) noexcept {
            try {
                body();
            } catch (...) {
                const std::lock_guard lock(mutex_);
                if (!error_) error_ = std::current_exception();
            }
        }
        void rethrow() const {
            if (error_) std::rethrow_exception(error_);
        }

    private:
        std::mutex mutex_;
        std::exception_ptr error_;
    };

    ThreadUse& use_of(int thread) const { return clock_->by_thread[static_cast<std::size_t>(thread)]; }

    int threads_;
    std::shared_ptr<ThreadClock> clock_;
};

/// CPUs, by the operating system's numbers, that OMP_PLACES and OMP_PROC_BIND give to the threads of this process;
/// empty when they bind none. The runtime then keeps the main thread on the first place, so that its own affinity mask
/// says too little about the process.
inline std::vector<int> cpus_of_bound_threads() {
    std::vector<int> cpus;
    for (int place = 0; place < omp_get_num_places(); ++place) {
        std::vector<int> place_cpus(static_cast<std::size_t>(omp_get_place_num_procs(place)));
        omp_get_place_proc_ids(place, place_cpus.data());
        cpus.insert(cpus.end(), place_cpus.begin(), place_cpus.end());
    }
    return cpus;
}

}  // namespace lloyd
