#include "kmeans/seeding/rules.hpp"

#include "lloyd/core/exact/fixed_point.hpp"

#include <algorithm>

namespace lloyd {

namespace {

/// Trials take the low bits of a counter, attempts the others.
RandomBits bits_for(const Philox& random, int restart, int step, int trial, int attempt) {
    return random(static_cast<std::uint32_t>(restart), static_cast<std::uint32_t>(step),
                  static_cast<std::uint32_t>(trial) | static_cast<std::uint32_t>(attempt) << 16);
}

}  // namespace

int trials_per_step(int n_clusters) { return 2 + static_cast<int>(std::log(n_clusters)); }

double weight_scale(double maximum, std::int64_t rows) {
    if (!(maximum > 0)) return 0;
    constexpr int largest_exponent = 1000;  // keeps the scale itself finite
    const int weight_bits = FixedPoint(maximum, rows).limb_bits();
    int log2_maximum = 0;
    std::frexp(maximum, &log2_maximum);
    return std::ldexp(1.0, std::min(weight_bits - log2_maximum, largest_exponent));
}

Proposal propose(const Philox& random, int restart, int step, int trial, int attempt, std::int64_t rows,
                 std::int64_t largest_weight) {
    // 64 bits each: a bias of 2^-64 times the number of rows, or of weights.
    const RandomBits bits = bits_for(random, restart, step, trial, attempt);
    return {below({bits.high, 0}, rows), below({bits.low, 0}, std::max<std::int64_t>(largest_weight, 1))};
}

std::int64_t draw_weight(const Philox& random, int restart, int step, int trial, std::int64_t total_weight) {
    return below(bits_for(random, restart, step, trial, most_attempts), total_weight);
}

bool is_taken(const Philox& random, int restart, int round, std::int64_t row, int n_clusters, std::int64_t weight,
              std::int64_t total) {
    const auto draw = static_cast<std::uint32_t>(restart) | static_cast<std::uint32_t>(round) << 16;
    return below(random.at_row(row, draw), total) < static_cast<__int128>(weight) * n_clusters;
}

}  // namespace lloyd
