#pragma once

#include <cstdint>

namespace lloyd {

/// A fixed-point number, or a sum of them: (hi * 2^b + lo) * 2^(e - 2b) in the units of its FixedPoint.
struct Limbs {
    std::int64_t hi = 0;
    std::int64_t lo = 0;

    Limbs& operator+=(const Limbs& other) {
        hi += other.hi;
        lo += other.lo;
        return *this;
    }
    friend bool operator==(const Limbs&, const Limbs&) = default;
};

/// Fixed point for sums that are the same in any order.
///
/// With 2^e >= |x| for every term, b = min(50, 62 - ceil(log2 terms)) bits go to each limb:
/// hi = round(x 2^(b-e)), lo = round((x - hi 2^(e-b)) 2^(2b-e)). No sum over any subset of the terms
/// overflows a limb, and a term can be subtracted again without a trace. Terms are kept to 2b bits
/// below the bound; 50 keeps every step of the split exact in double.
class FixedPoint {
public:
    FixedPoint() = default;
    /// bound: largest |x|, finite; terms >= 1.
    FixedPoint(double bound, std::int64_t terms);

    Limbs split(double x) const {
        const double hi = round(x * to_hi_);
        const double rest = x - hi * from_hi_;
        return {static_cast<std::int64_t>(hi), static_cast<std::int64_t>(round(rest * to_lo_))};
    }

    /// sum / count, rounded once, to nearest even (below 2^-1000 twice). T is float or double.
    template <class T>
    T mean(const Limbs& sum, std::int64_t count) const;
    double value(const Limbs& sum) const { return mean<double>(sum, 1); }

    int exponent() const { return exponent_; }
    int limb_bits() const { return limb_bits_; }
    double to_hi() const { return to_hi_; }
    double from_hi() const { return from_hi_; }
    double to_lo() const { return to_lo_; }

private:
    /// To the nearest integer, ties to even, for |x| < 2^51.
    static double round(double x) { return (x + 0x1.8p52) - 0x1.8p52; }

    int exponent_ = 0;
    int limb_bits_ = 1;
    double to_hi_ = 0;    ///< 2^(b-e)
    double from_hi_ = 0;  ///< 2^(e-b)
    double to_lo_ = 0;    ///< 2^(2b-e)
};

}  // namespace lloyd
