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

/// Stores the 128 bits of every second row, the first at `out`.
template <class D, class V = hn::Vec<D>>
HWY_INLINE void store_pairs(D d, V pairs, std::int64_t* out, [[maybe_unused]] std::int64_t stride) {
#if HWY_TARGET != HWY_SCALAR
    constexpr auto lanes = static_cast<int>(hn::MaxLanes(D()));
    if constexpr (lanes > 2) {
        const hn::Half<D> half;
        store_pairs(half, hn::LowerHalf(half, pairs), out, stride);
        store_pairs(half, hn::UpperHalf(half, pairs), out + lanes / 2 * stride, stride);
        return;
    }
#endif
    hn::StoreU(pairs, d, out);
}

/// Limbs of a vector of rows, two features at a time, as that is what 128 bits hold of a row.
HWY_INLINE void store_limbs(Integers first, Integers second, std::int64_t* out, [[maybe_unused]] std::int64_t stride) {
    const hn::ScalableTag<std::int64_t> di;
#if HWY_TARGET == HWY_SCALAR
    hn::StoreU(first, di, out);
    hn::StoreU(second, di, out + 1);
#else
    store_pairs(di, hn::InterleaveLower(di, first, second), out, stride);
    store_pairs(di, hn::InterleaveUpper(di, first, second), out + stride, stride);
#endif
}

template <class T>
void split_rows_tile(const TileView<T>& tile, std::span<const FixedPoint> columns, std::int64_t* limbs) {
    const hn::ScalableTag<T> d;
    constexpr int block = TileView<T>::lanes;
    constexpr auto lanes = static_cast<int>(hn::MaxLanes(D64()));
    constexpr auto parts = static_cast<int>(hn::MaxLanes(d)) / lanes;
    const std::int64_t stride = limb_stride(tile.features);
    const auto split = [](const Splitter& splitter, V64 x, Integers& hi, Integers& lo) LLOYD_INLINED {
        hi = lo = hn::Zero(hn::ScalableTag<std::int64_t>());
        splitter.add(x, hi, lo);
    };
    for (int b = 0; b < tile.blocks(); ++b) {
        std::int64_t* const out = limbs + b * block * stride;
        const T* in = tile.block(b);
        int t = 0;
        for (; t + 2 <= tile.features; t += 2, in += 2 * block) {
            const Splitter splitter0(columns[static_cast<std::size_t>(t)]);
            const Splitter splitter1(columns[static_cast<std::size_t>(t) + 1]);
            for (int lane = 0; lane < block; lane += parts * lanes) {
                V64 x[2][parts];
                int part = 0;
                as_doubles(hn::Load(d, in + lane), [&](V64 values) LLOYD_INLINED { x[0][part++] = values; });
                part = 0;
                as_doubles(hn::Load(d, in + block + lane), [&](V64 values) LLOYD_INLINED { x[1][part++] = values; });
                LLOYD_UNROLL
                for (int i = 0; i < parts; ++i) {
                    Integers hi[2];
                    Integers lo[2];
                    split(splitter0, x[0][i], hi[0], lo[0]);
                    split(splitter1, x[1][i], hi[1], lo[1]);
                    std::int64_t* const rows = out + (lane + i * lanes) * stride + t;
                    store_limbs(hi[0], hi[1], rows, stride);
                    store_limbs(lo[0], lo[1], rows + tile.features, stride);
                }
            }
        }
        for (int i = 0; i < block; ++i) {
            std::int64_t* const row = out + i * stride;
            if (t < tile.features) {
                const Limbs last = columns[static_cast<std::size_t>(t)].split(static_cast<double>(in[i]));
                row[t] = last.hi;
                row[tile.features + t] = last.lo;
            }
            std::fill(row + 2 * tile.features, row + stride, 0);
        }
    }
}

// Highway's tables hold functions, not templates.
#define LLOYD_KERNELS(T, S)                                                                                   \
    void extend_bounds_##S(const TileView<T>& tile, T* minimum, T* maximum) {                                 \
        return extend_bounds_tile(tile, minimum, maximum);                                                    \
    }                                                                                                         \
    void add_columns_##S(const TileView<T>& tile, std::span<const FixedPoint> columns, std::int64_t* limbs) { \
        return add_columns_tile(tile, columns, limbs);                                                        \
    }                                                                                                         \
    void split_rows_##S(const TileView<T>& tile, std::span<const FixedPoint> columns, std::int64_t* limbs) {  \
        return split_rows_tile(tile, columns, limbs);                                                         \
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
HWY_EXPORT(split_rows_f32);
HWY_EXPORT(split_rows_f64);

}  // namespace

#define LLOYD_DISPATCH(T, S)                                                                              \
    template <>                                                                                           \
    void extend_bounds(const TileView<T>& tile, T* minimum, T* maximum) {                                 \
        return HWY_DYNAMIC_DISPATCH(extend_bounds_##S)(tile, minimum, maximum);                           \
    }                                                                                                     \
    template <>                                                                                           \
    void add_columns(const TileView<T>& tile, std::span<const FixedPoint> columns, std::int64_t* limbs) { \
        return HWY_DYNAMIC_DISPATCH(add_columns_##S)(tile, columns, limbs);                               \
    }                                                                                                     \
    template <>                                                                                           \
    void split_rows(const TileView<T>& tile, std::span<const FixedPoint> columns, std::int64_t* limbs) {  \
        return HWY_DYNAMIC_DISPATCH(split_rows_##S)(tile, columns, limbs);                                \
    }
LLOYD_DISPATCH(float, f32)
LLOYD_DISPATCH(double, f64)
#undef LLOYD_DISPATCH

}  // namespace lloyd
#endif
