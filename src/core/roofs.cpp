#include "lloyd/core/roofs.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/roofs.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// Independent chains, as many as hide the latency, each with a start of its own: equal ones would be computed once.
template <bool subtracts, class T>
double chains(std::int64_t iterations) {
    const hn::ScalableTag<T> d;
    constexpr int count = 10;
    using V = hn::Vec<decltype(d)>;
    const V factor = hn::Set(d, T(0.999));
    V sum[count];
    for (int i = 0; i < count; ++i) sum[i] = hn::Set(d, T(0.001) * static_cast<T>(i + 1));
    for (std::int64_t n = 0; n < iterations; ++n) {
        const V x = hn::Set(d, static_cast<T>(n & 1));
        _Pragma("GCC unroll 16") for (int i = 0; i < count; ++i) {
            if constexpr (subtracts) {
                const V difference = hn::Sub(x, sum[i]);
                sum[i] = hn::MulAdd(difference, difference, factor);
            } else {
                sum[i] = hn::MulAdd(sum[i], factor, x);
            }
        }
    }
    V all = sum[0];
    for (int i = 1; i < count; ++i) all = hn::Add(all, sum[i]);
    volatile T sink = hn::GetLane(all);
    static_cast<void>(sink);
    return (subtracts ? 3.0 : 2.0) * count * static_cast<double>(hn::Lanes(d)) * static_cast<double>(iterations);
}

double multiply_adds_of(std::int64_t iterations, bool single) {
    return single ? chains<false, float>(iterations) : chains<false, double>(iterations);
}

double distance_steps_of(std::int64_t iterations, bool single) {
    return single ? chains<true, float>(iterations) : chains<true, double>(iterations);
}

double read(const double* values, std::size_t count) {
    const hn::ScalableTag<double> d;
    auto sum0 = hn::Zero(d);
    auto sum1 = sum0;
    auto sum2 = sum0;
    auto sum3 = sum0;
    const std::size_t lanes = hn::Lanes(d);
    for (std::size_t i = 0; i + 4 * lanes <= count; i += 4 * lanes) {
        sum0 = hn::Add(sum0, hn::Load(d, values + i));
        sum1 = hn::Add(sum1, hn::Load(d, values + i + lanes));
        sum2 = hn::Add(sum2, hn::Load(d, values + i + 2 * lanes));
        sum3 = hn::Add(sum3, hn::Load(d, values + i + 3 * lanes));
    }
    return hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3))));
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lloyd {

HWY_EXPORT(multiply_adds_of);
HWY_EXPORT(distance_steps_of);
HWY_EXPORT(read);

double multiply_adds(std::int64_t iterations, bool single) {
    return HWY_DYNAMIC_DISPATCH(multiply_adds_of)(iterations, single);
}

double distance_steps(std::int64_t iterations, bool single) {
    return HWY_DYNAMIC_DISPATCH(distance_steps_of)(iterations, single);
}

double read_all(const double* values, std::size_t count) { return HWY_DYNAMIC_DISPATCH(read)(values, count); }

}  // namespace lloyd
#endif
