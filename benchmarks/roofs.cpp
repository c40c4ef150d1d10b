// The roofs that kernels are held against, measured with the widest vectors that this machine has.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "roofs.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <chrono>
#include <cstddef>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Independent chains, as many as hide the latency, each with a start of its own: equal ones would be computed once.
template <bool subtracts, class T>
double peak(std::int64_t iterations) {
    const hn::ScalableTag<T> d;
    constexpr int chains = 10;
    using V = hn::Vec<decltype(d)>;
    const V factor = hn::Set(d, T(0.999));
    V sum[chains];
    for (int i = 0; i < chains; ++i) sum[i] = hn::Set(d, T(0.001) * static_cast<T>(i + 1));
    const auto start = std::chrono::steady_clock::now();
    for (std::int64_t n = 0; n < iterations; ++n) {
        const V x = hn::Set(d, static_cast<T>(n & 1));
        _Pragma("GCC unroll 16") for (int i = 0; i < chains; ++i) {
            if constexpr (subtracts) {
                const V difference = hn::Sub(x, sum[i]);
                sum[i] = hn::MulAdd(difference, difference, factor);
            } else {
                sum[i] = hn::MulAdd(sum[i], factor, x);
            }
        }
    }
    const double seconds = seconds_since(start);
    V all = sum[0];
    for (int i = 1; i < chains; ++i) all = hn::Add(all, sum[i]);
    volatile T sink = hn::GetLane(all);
    static_cast<void>(sink);
    return (subtracts ? 3.0 : 2.0) * chains * static_cast<double>(hn::Lanes(d)) * static_cast<double>(iterations) /
           seconds;
}

double fma_peak_of(std::int64_t iterations, bool single) {
    return single ? peak<false, float>(iterations) : peak<false, double>(iterations);
}

double distance_peak_of(std::int64_t iterations, bool single) {
    return single ? peak<true, float>(iterations) : peak<true, double>(iterations);
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

HWY_EXPORT(fma_peak_of);
HWY_EXPORT(distance_peak_of);
HWY_EXPORT(read);

/// FLOP/s of fused multiply-adds on one core.
double fma_peak(std::int64_t iterations, bool single) { return HWY_DYNAMIC_DISPATCH(fma_peak_of)(iterations, single); }

/// FLOP/s of subtractions, each followed by a fused multiply-add, as distances have them: what that mix allows.
double distance_peak(std::int64_t iterations, bool single) {
    return HWY_DYNAMIC_DISPATCH(distance_peak_of)(iterations, single);
}

/// Reads every value; returns their sum, so that nothing is left out.
double read_bandwidth(const double* values, std::size_t count) { return HWY_DYNAMIC_DISPATCH(read)(values, count); }

}  // namespace lloyd
#endif
