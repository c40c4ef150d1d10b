#include "lloyd/bench/control.hpp"

#include "bench/statistics.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/base/stopwatch.hpp"
#include "lloyd/core/roofs.hpp"

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <latch>
#include <numeric>
#include <thread>

namespace lloyd {

namespace {

constexpr int turns = 5;
constexpr double turn_seconds = 0.04;
constexpr std::int64_t iterations_at_once = 1 << 16;            // a quarter of a millisecond
constexpr std::size_t values_of_thread = std::size_t{8} << 20;  // more than a core's share of a cache

/// Of this thread, without the time that others had its CPU: what they take is no loss of the machine's.
double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Each thread's rate, added: work(thread) does some, and returns how much that was.
double rate_of_all(int threads, const std::function<double(int)>& work) {
    std::vector<double> rates(static_cast<std::size_t>(threads));
    std::latch start(threads);
    std::vector<std::jthread> team;
    for (int thread = 0; thread < threads; ++thread)
        team.emplace_back([&, thread] {
            start.arrive_and_wait();
            const Stopwatch watch;
            const double before = cpu_seconds();
            double done = 0;
            while (watch.seconds() < turn_seconds) done += work(thread);
            rates[static_cast<std::size_t>(thread)] = done / (cpu_seconds() - before);
        });
    team.clear();
    return std::accumulate(rates.begin(), rates.end(), 0.0);
}

const ControlPoint* point_of(const Control& control, int threads) {
    const auto point = std::ranges::find(control.points, threads, &ControlPoint::threads);
    return point == control.points.end() ? nullptr : &*point;
}

double slowdown(const Control& control, int threads, double ControlPoint::*rate) {
    const ControlPoint* const all = point_of(control, threads);
    if (all == nullptr || all->*rate == 0) return 1;
    return std::max(threads * control.points.front().*rate / (all->*rate), 1.0);
}

}  // namespace

double Control::slowdown_of_arithmetic(int threads) const { return slowdown(*this, threads, &ControlPoint::flops); }

double Control::slowdown_of_reading(int threads) const {
    return slowdown(*this, threads, &ControlPoint::bytes_per_second);
}

double Control::bytes_per_second(int threads) const {
    const ControlPoint* const point = point_of(*this, threads);
    return point == nullptr ? 0 : point->bytes_per_second;
}

Control measure_control(std::vector<int> threads) {
    threads.push_back(1);
    std::ranges::sort(threads);
    threads.erase(std::ranges::unique(threads).begin(), threads.end());

    std::vector<Buffer<double>> memory;
    for (int thread = 0; thread < threads.back(); ++thread) {
        memory.emplace_back(values_of_thread);
        std::ranges::fill(memory.back().span(), 1.0);
    }
    const auto add = [](int) { return multiply_adds(iterations_at_once, false); };
    const auto read = [&](int thread) {
        const Buffer<double>& mine = memory[static_cast<std::size_t>(thread)];
        read_all(mine.data(), mine.size());
        return static_cast<double>(mine.size() * sizeof(double));
    };
    // In turns, so that a machine that changes its mind does so for all.
    std::vector<std::vector<double>> flops(threads.size());
    std::vector<std::vector<double>> bytes(threads.size());
    for (int turn = 0; turn < turns; ++turn)
        for (std::size_t i = 0; i < threads.size(); ++i) {
            flops[i].push_back(rate_of_all(threads[i], add));
            bytes[i].push_back(rate_of_all(threads[i], read));
        }
    Control control;
    for (std::size_t i = 0; i < threads.size(); ++i)
        control.points.push_back({threads[i], spread(flops[i]).median, spread(bytes[i]).median});
    return control;
}

}  // namespace lloyd
