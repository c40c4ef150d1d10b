#include "lloyd/parallel/stop_signal.hpp"

#include <signal.h>
#include <time.h>

#include <array>
#include <atomic>
#include <cstdint>

namespace lloyd {

namespace {

constexpr std::array stop_signals{SIGTERM, SIGINT, SIGUSR1};
constexpr std::int64_t nanoseconds_of_one_wish = 2'000'000'000;

// A handler has no other way to tell; lock-free atomics are safe in it.
std::atomic<int> first_signal{0};
std::atomic<std::int64_t> first_nanoseconds{0};
static_assert(std::atomic<std::int64_t>::is_always_lock_free);

std::int64_t nanoseconds_now() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * std::int64_t{1'000'000'000} + now.tv_nsec;
}

void note(int signal) {
    int none = 0;
    if (first_signal.load() == 0) first_nanoseconds = nanoseconds_now();
    if (first_signal.compare_exchange_strong(none, signal)) return;
    if (nanoseconds_now() - first_nanoseconds <= nanoseconds_of_one_wish) return;
    ::signal(signal, SIG_DFL);
    raise(signal);  // delivered when this handler returns
}

}  // namespace

void note_stop_signals() {
    struct sigaction action {};
    action.sa_handler = note;
    action.sa_flags = SA_RESTART;
    for (const int signal : stop_signals) sigaction(signal, &action, nullptr);
}

int stop_signal() { return first_signal; }

const char* signal_name(int signal) {
    switch (signal) {
        case SIGTERM:
            return "SIGTERM";
        case SIGINT:
            return "SIGINT";
        case SIGUSR1:
            return "SIGUSR1";
        default:
            return "no signal";
    }
}

}  // namespace lloyd
