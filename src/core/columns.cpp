#include "lloyd/core/kernels.hpp"

// Highway compiles this file once for every target but the oldest, which have no fused multiply-add.
#define HWY_DISABLED_TARGETS (HWY_SSE4 | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/columns.cpp"
#include <hwy/foreach_target.h>

#include "core/simd-inl.hpp"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

template <class T>
void extend_bounds_tile(const TileView<T>& tile, T* minimum, T* maximum) {
    const hn::ScalableTag<T> d;
    constexpr int block = TileView<T>::lanes;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const int full = tile.rows / block;
    for (int t = 0; t < tile.features; ++t) {
        auto low = hn::Set(d, minimum[t]);
        auto high = hn::Set(d, maximum[t]);
        for (int b = 0; b < full; ++b)
            for (int lane = 0; lane < block; lane += lanes) {
                const auto x = hn::Load(d, tile.block(b) + t * block + lane);
                low = hn::Min(x, low);
                high = hn::Max(x, high);
            }
        minimum[t] = hn::GetLane(hn::MinOfLanes(d, low));
        maximum[t] = hn::GetLane(hn::MaxOfLanes(d, high));
        for (int row = full * block; row < tile.rows; ++row) {  // without padding
            minimum[t] = std::min(minimum[t], tile.at(row, t));
            maximum[t] = std::max(maximum[t], tile.at(row, t));
        }
    }
}

template <class T>
void add_columns_tile(const TileView<T>& tile, std::span<const FixedPoint> columns, std::int64_t* limbs) {
    const hn::ScalableTag<T> d;
    const hn::ScalableTag<std::int64_t> di;
    constexpr int block = TileView<T>::lanes;
    const int lanes = static_cast<int>(hn::Lanes(d));
    for (int t = 0; t < tile.features; ++t) {
        const Splitter splitter(columns[static_cast<std::size_t>(t)]);
        Integers hi = hn::Zero(di);
        Integers lo = hn::Zero(di);
        for (int b = 0; b < tile.blocks(); ++b)  // padding adds 0
            for (int lane = 0; lane < block; lane += lanes)
                as_doubles(hn::Load(d, tile.block(b) + t * block + lane), [&](V64 x) { splitter.add(x, hi, lo); });
        limbs[t] += total(hi);
        limbs[tile.features + t] += total(lo);
    }
}

// Highway's tables hold functions, not templates.
#define LLOYD_KERNELS(T, S)                                                                                   \
    void extend_bounds_##S(const TileView<T>& tile, T* minimum, T* maximum) {                                 \
        return extend_bounds_tile(tile, minimum, maximum);                                                    \
    }                                                                                                         \
    void add_columns_##S(const TileView<T>& tile, std::span<const FixedPoint> columns, std::int64_t* limbs) { \
        return add_columns_tile(tile, columns, limbs);                                                        \
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

HWY_EXPORT(extend_bounds_f32);
HWY_EXPORT(extend_bounds_f64);
HWY_EXPORT(add_columns_f32);
HWY_EXPORT(add_columns_f64);

}  // namespace

#define LLOYD_DISPATCH(T, S)                                                                              \
    template <>                                                                                           \
    void extend_bounds(const TileView<T>& tile, T* minimum, T* maximum) {                                 \
        return HWY_DYNAMIC_DISPATCH(extend_bounds_##S)(tile, minimum, maximum);                           \
    }                                                                                                     \
    template <>                                                                                           \
    void add_columns(const TileView<T>& tile, std::span<const FixedPoint> columns, std::int64_t* limbs) { \
        return HWY_DYNAMIC_DISPATCH(add_columns_##S)(tile, columns, limbs);                               \
    }
LLOYD_DISPATCH(float, f32)
LLOYD_DISPATCH(double, f64)
#undef LLOYD_DISPATCH

}  // namespace lloyd
#endif
