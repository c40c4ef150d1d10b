#include "lloyd/core/exact/fixed_point.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace lloyd {

namespace {

using Wide = unsigned __int128;

/// Below this the scale factors themselves would leave the range of double.
constexpr int smallest_exponent = -900;
constexpr int most_limb_bits = 50;

int bit_width(Wide x) {
    const auto high = static_cast<std::uint64_t>(x >> 64);
    return static_cast<int>(high != 0 ? 64 + std::bit_width(high) : std::bit_width(static_cast<std::uint64_t>(x)));
}

/// numerator / denominator * 2^exponent, to nearest even with `digits` bits.
double divide(Wide numerator, Wide denominator, int exponent, int digits) {
    // Two bits more than asked for, and what is left over decides ties.
    const int shift = std::max(0, digits + 3 - (bit_width(numerator) - bit_width(denominator)));
    Wide quotient = (numerator << shift) / denominator;
    const bool inexact = (numerator << shift) % denominator != 0;

    const int dropped = bit_width(quotient) - digits;
    const Wide half = Wide{1} << (dropped - 1);
    const Wide low = quotient & (2 * half - 1);
    quotient >>= dropped;
    if (low > half || (low == half && (inexact || quotient % 2 == 1))) ++quotient;
    return std::ldexp(static_cast<double>(quotient), dropped - shift + exponent);
}

}  // namespace

FixedPoint::FixedPoint(double bound, std::int64_t terms) {
    const auto log2_terms = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(terms - 1)));
    int log2_bound = smallest_exponent;
    if (bound > 0) std::frexp(bound, &log2_bound);
    exponent_ = std::max(log2_bound, smallest_exponent);
    limb_bits_ = std::min(most_limb_bits, 62 - log2_terms);
    to_hi_ = std::ldexp(1.0, limb_bits_ - exponent_);
    from_hi_ = std::ldexp(1.0, exponent_ - limb_bits_);
    to_lo_ = std::ldexp(1.0, 2 * limb_bits_ - exponent_);
}

template <class T>
T FixedPoint::mean(const Limbs& sum, std::int64_t count) const {
    const __int128 total = static_cast<__int128>(sum.hi) * (std::int64_t{1} << limb_bits_) + sum.lo;
    if (total == 0) return 0;
    const Wide magnitude = total < 0 ? -static_cast<Wide>(total) : static_cast<Wide>(total);
    const double quotient =
        divide(magnitude, static_cast<Wide>(count), exponent_ - 2 * limb_bits_, std::numeric_limits<T>::digits);
    return static_cast<T>(total < 0 ? -quotient : quotient);
}

template float FixedPoint::mean<float>(const Limbs&, std::int64_t) const;
template double FixedPoint::mean<double>(const Limbs&, std::int64_t) const;

}  // namespace lloyd
