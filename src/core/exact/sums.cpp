#include "lloyd/core/exact/sums.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/exact/sums.cpp"
#include <hwy/foreach_target.h>

#include "core/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

template <class T>
void add_columns_tile(const TileView<T>& tile, std::span<const FixedPoint> scales, std::int64_t* limbs) {
    const hn::ScalableTag<T> d;
    const hn::ScalableTag<std::int64_t> di;
    constexpr int block = TileView<T>::lanes;
    const int lanes = static_cast<int>(hn::Lanes(d));
    for (int t = 0; t < tile.features; ++t) {
        const Splitter splitter(scales[static_cast<std::size_t>(t)]);
        Integers hi = hn::Zero(di);
        Integers lo = hn::Zero(di);
        for (int b = 0; b < tile.blocks(); ++b)  // padding adds 0
            for (int lane = 0; lane < block; lane += lanes)
                as_doubles(hn::Load(d, tile.block(b) + t * block + lane), [&](V64 x) { splitter.add(x, hi, lo); });
        limbs[t] += total(hi);
        limbs[tile.features + t] += total(lo);
    }
}

template <class T>
Limbs exact_sum_tile(const T* values, int count, const FixedPoint& scale) {
    const hn::ScalableTag<T> d;
    const hn::ScalableTag<std::int64_t> di;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const Splitter splitter(scale);
    Integers hi = hn::Zero(di);
    Integers lo = hn::Zero(di);
    int i = 0;
    for (; i + lanes <= count; i += lanes)
        as_doubles(hn::LoadU(d, values + i), [&](V64 x) { splitter.add(x, hi, lo); });
    Limbs sum{total(hi), total(lo)};
    for (; i < count; ++i) sum += scale.split(static_cast<double>(values[i]));
    return sum;
}

// Highway's tables hold functions, not templates.
#define LLOYD_KERNELS(T, S)                                                                                  \
    void add_columns_##S(const TileView<T>& tile, std::span<const FixedPoint> scales, std::int64_t* limbs) { \
        return add_columns_tile(tile, scales, limbs);                                                        \
    }                                                                                                        \
    Limbs exact_sum_##S(const T* values, int count, const FixedPoint& scale) {                               \
        return exact_sum_tile(values, count, scale);                                                         \
    }
LLOYD_KERNELS(float, f32)
LLOYD_KERNELS(double, f64)
#undef LLOYD_KERNELS

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lloyd {
namespace {

HWY_EXPORT(add_columns_f32);
HWY_EXPORT(add_columns_f64);
HWY_EXPORT(exact_sum_f32);
HWY_EXPORT(exact_sum_f64);

}  // namespace

#define LLOYD_DISPATCH(T, S)                                                                             \
    template <>                                                                                          \
    void add_columns(const TileView<T>& tile, std::span<const FixedPoint> scales, std::int64_t* limbs) { \
        return HWY_DYNAMIC_DISPATCH(add_columns_##S)(tile, scales, limbs);                               \
    }                                                                                                    \
    template <>                                                                                          \
    Limbs exact_sum(const T* values, int count, const FixedPoint& scale) {                               \
        return HWY_DYNAMIC_DISPATCH(exact_sum_##S)(values, count, scale);                                \
    }
LLOYD_DISPATCH(float, f32)
LLOYD_DISPATCH(double, f64)
#undef LLOYD_DISPATCH

}  // namespace lloyd
#endif
