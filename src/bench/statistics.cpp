#include "bench/statistics.hpp"

#include <algorithm>
#include <numeric>

namespace lloyd {

Spread spread(std::vector<double> samples) {
    std::sort(samples.begin(), samples.end());
    const std::size_t upper = samples.size() / 2;
    const std::size_t lower = (samples.size() - 1) / 2;
    return {.min = samples.front(), .median = (samples[lower] + samples[upper]) / 2, .max = samples.back()};
}

std::size_t median_index(const std::vector<double>& samples) {
    std::vector<std::size_t> order(samples.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return samples[a] < samples[b]; });
    return order[(order.size() - 1) / 2];
}

SpeedUp speed_up(const std::vector<double>& base_seconds, const std::vector<double>& seconds) {
    std::vector<double> by_round(seconds.size());
    std::transform(base_seconds.begin(), base_seconds.end(), seconds.begin(), by_round.begin(),
                   [](double base, double other) { return base / other; });
    const Spread rounds = spread(by_round);
    return {.ratio = spread(base_seconds).median / spread(seconds).median, .min = rounds.min, .max = rounds.max};
}

}  // namespace lloyd
