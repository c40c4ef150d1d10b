#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace lloyd {

/// What random numbers are for: streams of different purposes never meet.
enum class Purpose : std::uint32_t {
    seeding = 1,
    random_rows = 2,
    silhouette = 3,
    blob_centers = 4,
    blob_rows = 5,
    uniform_rows = 6,
    oversampling = 7
};

/// 128 random bits.
struct RandomBits {
    std::uint64_t high;
    std::uint64_t low;
};

/// Counter-based random numbers, Philox4x32-10 (Salmon et al. 2011; Random123): the bits are a
/// pure function of seed, purpose and counter, so any rank and thread may draw any of them.
class Philox {
public:
    Philox(std::uint64_t seed, Purpose purpose) : seed_(seed), purpose_(purpose) {}

    RandomBits operator()(std::uint32_t a, std::uint32_t b, std::uint32_t c) const;
    /// For a counter that is a global row.
    RandomBits at_row(std::int64_t row, std::uint32_t draw) const {
        return (*this)(static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(row >> 32), draw);
    }

private:
    std::uint64_t seed_;
    Purpose purpose_;
};

/// An integer in [0, bound), bound >= 1: floor(bits * bound / 2^128).
std::int64_t below(RandomBits bits, std::int64_t bound);

/// A double in [0, 1) with 53 random bits.
inline double unit_interval(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

/// `count` distinct rows out of `rows`, uniformly, in the order drawn (Floyd's algorithm;
/// Bentley & Floyd 1987). `stream` tells draws with the same purpose apart.
std::vector<std::int64_t> sample_rows(const Philox& random, std::uint32_t stream, std::int64_t rows,
                                      std::int64_t count);

}  // namespace lloyd
