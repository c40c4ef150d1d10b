#pragma once

#include <cstddef>
#include <vector>

namespace lloyd {

/// The middle and the ends of some samples. The median of an even number is the mean of the two in the middle.
struct Spread {
    double min = 0;
    double median = 0;
    double max = 0;
};
Spread spread(std::vector<double> samples);

/// Which sample is the median, the lower of two.
std::size_t median_index(const std::vector<double>& samples);

/// How many times faster than the base case: `ratio` of the medians; `min` and `max` over rounds, each sample against
/// the base of its own round, so that a slow drift of the machine cancels.
struct SpeedUp {
    double ratio = 1;
    double min = 1;
    double max = 1;
};
SpeedUp speed_up(const std::vector<double>& base_seconds, const std::vector<double>& seconds);

}  // namespace lloyd
