// The two roofs that kernels are held against, measured with the widest vectors that this machine has.
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

/// Independent chains of multiply-adds: as many as hide their latency.
template <class T>
double peak(std::int64_t iterations) {
    const hn::ScalableTag<T> d;
    constexpr int chains = 12;
    using V = hn::Vec<decltype(d)>;
    const V factor = hn::Set(d, T(0.999));
    const V term = hn::Set(d, T(0.001));
    V a0 = term, a1 = term, a2 = term, a3 = term, a4 = term, a5 = term, a6 = term, a7 = term, a8 = term, a9 = term,
      a10 = term, a11 = term;
    const auto start = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < iterations; ++i) {
        a0 = hn::MulAdd(a0, factor, term), a1 = hn::MulAdd(a1, factor, term), a2 = hn::MulAdd(a2, factor, term);
        a3 = hn::MulAdd(a3, factor, term), a4 = hn::MulAdd(a4, factor, term), a5 = hn::MulAdd(a5, factor, term);
        a6 = hn::MulAdd(a6, factor, term), a7 = hn::MulAdd(a7, factor, term), a8 = hn::MulAdd(a8, factor, term);
        a9 = hn::MulAdd(a9, factor, term), a10 = hn::MulAdd(a10, factor, term), a11 = hn::MulAdd(a11, factor, term);
    }
    const V sum = hn::Add(hn::Add(hn::Add(hn::Add(a0, a1), hn::Add(a2, a3)), hn::Add(hn::Add(a4, a5), hn::Add(a6, a7))),
                          hn::Add(hn::Add(a8, a9), hn::Add(a10, a11)));
    const double seconds = seconds_since(start);
    volatile T sink = hn::GetLane(sum);
    static_cast<void>(sink);
    return 2.0 * chains * static_cast<double>(hn::Lanes(d)) * static_cast<double>(iterations) / seconds;
}

double peak_of(std::int64_t iterations, bool single) {
    return single ? peak<float>(iterations) : peak<double>(iterations);
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

HWY_EXPORT(peak_of);
HWY_EXPORT(read);

/// FLOP/s of fused multiply-adds on one core.
double fma_peak(std::int64_t iterations, bool single) { return HWY_DYNAMIC_DISPATCH(peak_of)(iterations, single); }

/// Reads every value; returns their sum, so that nothing is left out.
double read_bandwidth(const double* values, std::size_t count) { return HWY_DYNAMIC_DISPATCH(read)(values, count); }

}  // namespace lloyd
#endif
