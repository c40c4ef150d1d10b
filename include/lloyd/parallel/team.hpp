#pragma once

#include <omp.h>

#include <cstdint>
#include <exception>
#include <mutex>

namespace lloyd {

/// The threads of one rank: a value, passed to whoever splits work. The home of OpenMP.
///
/// Bodies may throw: the first exception is thrown again in the caller once all threads are
/// through, as none may leave a parallel region. Schedules never change a result, for what
/// threads add up is integers.
class Team {
public:
    explicit Team(int threads) : threads_(threads) {}
    int size() const { return threads_; }

    /// body(thread) once on every thread.
    template <class Body>
    void run(Body&& body) const {
        FirstError error;
#pragma omp parallel num_threads(threads_)
        error.guard([&] { body(omp_get_thread_num()); });
        error.rethrow();
    }

    /// body(index, thread) for every index below count, handed out as threads become free.
    template <class Body>
    void for_each(std::int64_t count, Body&& body) const {
        FirstError error;
#pragma omp parallel for num_threads(threads_) schedule(dynamic, 4)
        for (std::int64_t i = 0; i < count; ++i) error.guard([&] { body(i, omp_get_thread_num()); });
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

    int threads_;
};

}  // namespace lloyd
