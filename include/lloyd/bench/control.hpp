#pragma once

#include <vector>

namespace lloyd {

/// What so many threads at once get from the machine, all together, when they share no memory and never wait for each
/// other nor for a CPU: what no program can do better.
struct ControlPoint {
    int threads = 1;
    double flops = 0;             ///< floating-point operations a second, multiply-adds in registers
    double bytes_per_second = 0;  ///< read from memory, each thread its own
};

/// Measured on this node, one thread first; the others in rising order.
struct Control {
    std::vector<ControlPoint> points;

    /// How much longer each of so many busy threads takes for the same work than one alone; at least 1, and 1 where it
    /// was not measured.
    double slowdown_of_arithmetic(int threads) const;
    double slowdown_of_reading(int threads) const;
    /// All together; 0 where it was not measured.
    double bytes_per_second(int threads) const;
};

/// Measures with 1 thread and with each of these numbers, for a few tenths of a second each; takes 64 MB a thread.
Control measure_control(std::vector<int> threads);

}  // namespace lloyd
