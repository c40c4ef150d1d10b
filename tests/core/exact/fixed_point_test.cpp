#include "lloyd/core/exact/fixed_point.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

using namespace lloyd;

namespace {

Limbs sum_of(const FixedPoint& scale, const std::vector<double>& values) {
    Limbs sum;
    for (const double x : values) sum += scale.split(x);
    return sum;
}

}  // namespace

TEST_CASE("Values come back from their limbs exactly") {
    const FixedPoint scale(10, 1000);
    for (const double x : {0.0, 1.0, -1.0, 10.0, -10.0, 0.1, 1e-9, -3.25, 9.999999999999998})
        CHECK(scale.value(scale.split(x)) == x);
}

TEST_CASE("Sums do not depend on the order, plain ones do") {
    const std::vector<double> values = {1, 1e16, 0.125, -1e16};
    const std::vector<double> reversed(values.rbegin(), values.rend());
    const FixedPoint scale(1e16, 4);
    CHECK(sum_of(scale, values) == sum_of(scale, reversed));
    CHECK(scale.value(sum_of(scale, values)) == 1.125);
    CHECK(std::accumulate(values.begin(), values.end(), 0.0) != std::accumulate(reversed.begin(), reversed.end(), 0.0));
}

TEST_CASE("A term can be subtracted again without a trace") {
    const FixedPoint scale(1e12, 100);
    Limbs sum = scale.split(0.123456789);
    const Limbs huge = scale.split(-9.87654321e11);
    sum += huge;
    sum.hi -= huge.hi;
    sum.lo -= huge.lo;
    CHECK(sum == scale.split(0.123456789));
}

TEST_CASE("Limbs at their bounds do not overflow") {
    // As many terms as allowed, each at the bound: the sums are the largest that can be.
    for (const std::int64_t terms :
         {std::int64_t{1}, std::int64_t{2}, std::int64_t{4096}, std::int64_t{5000000}, std::int64_t{1} << 40}) {
        const double bound = 1 - 0x1p-53;
        const FixedPoint scale(bound, terms);
        const Limbs one = scale.split(bound);
        Limbs sum;
        REQUIRE_FALSE(__builtin_mul_overflow(one.hi, terms, &sum.hi));
        REQUIRE_FALSE(__builtin_mul_overflow(one.lo, terms, &sum.lo));
        if (2 * scale.limb_bits() >= 53) CHECK(scale.mean<double>(sum, terms) == bound);
        // The low limb is largest half a unit of the high limb away from it.
        const double half_unit = std::ldexp(1.0, scale.exponent() - scale.limb_bits() - 1);
        REQUIRE_FALSE(__builtin_mul_overflow(scale.split(half_unit).lo, terms, &sum.lo));
    }
}

TEST_CASE("Means are rounded once, to nearest even") {
    const FixedPoint scale(1, 3);
    CHECK(scale.mean<double>(sum_of(scale, {1, 0, 0}), 3) == 1.0 / 3);
    CHECK(scale.mean<double>(sum_of(scale, {-1, -1, 0}), 3) == -2.0 / 3);
    CHECK(scale.mean<float>(sum_of(scale, {1, 0, 0}), 3) == 1.0f / 3);
    // 1 + 2^-53 lies between two doubles: the even one; a trace more goes up.
    const FixedPoint wide(2, 2);
    CHECK(wide.value(sum_of(wide, {1, 0x1p-53})) == 1.0);
    CHECK(wide.value(sum_of(wide, {1 + 0x1p-52, 0x1p-53})) == 1 + 0x1p-51);
    CHECK(wide.value(sum_of(wide, {1, 0x1.001p-53})) == 1 + 0x1p-52);
    CHECK(wide.mean<float>(sum_of(wide, {1, 0x1.001p-24}), 1) == 1 + 0x1p-23f);
    CHECK(wide.mean<double>({0, 0}, 5) == 0.0);
}

TEST_CASE("Means agree with long double arithmetic on random values") {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> uniform(-100, 100);
    const FixedPoint scale(100, 1000);
    for (int round = 0; round < 200; ++round) {
        const auto count = static_cast<std::int64_t>(1 + random() % 1000);
        Limbs sum;
        long double plain = 0;
        for (std::int64_t i = 0; i < count; ++i) {
            const double x = uniform(random);
            sum += scale.split(x);
            plain += x;
        }
        CHECK(std::abs(scale.mean<double>(sum, count) - static_cast<double>(plain / count)) <= 1e-14 * 100);
    }
}

TEST_CASE("Tiny, huge and zero bounds work") {
    for (const double bound : {0x1p-1070, 1e-300, 1e-10, 1e10, 1e300, 0x1p1023}) {
        const FixedPoint scale(bound, 10);
        if (bound > 1e-200) CHECK(scale.value(scale.split(bound)) == bound);
        CHECK(std::isfinite(scale.value(scale.split(-bound))));
    }
    CHECK(FixedPoint(0, 1).value(FixedPoint(0, 1).split(0)) == 0);
}
