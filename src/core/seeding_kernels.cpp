#include "lloyd/core/kernels.hpp"

// Highway compiles this file once for every target but the oldest, which have no fused multiply-add.
#define HWY_DISABLED_TARGETS (HWY_SSE4 | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/seeding_kernels.cpp"
#include <hwy/foreach_target.h>

#include "core/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

/// floor of values in [0, 2^51) as integers.
HWY_INLINE Integers floor_to_integer(V64 values) {
    const hn::ScalableTag<std::int64_t> di;
#if HWY_TARGET <= HWY_AVX3
    return hn::ConvertTo(di, values);
#else
    // No such conversion before AVX-512: adding 2^52 puts the integer into the low bits.
    const V64 shifted = hn::Add(hn::Floor(values), hn::Set(D64(), 0x1p52));
    return hn::Sub(hn::BitCast(di, shifted), hn::Set(di, std::int64_t{0x433} << 52));
#endif
}

template <class V>
HWY_INLINE Integers add_floors(V values, V64 scale, Integers sum) {
    as_doubles(values, [&](V64 part) { sum = hn::Add(sum, floor_to_integer(hn::Mul(part, scale))); });
    return sum;
}

/// closest = min(closest, squared distances of two vectors of rows to the centres).
template <class D, class T, class V>
HWY_INLINE void move_closer(D d, const T* rows, const Panels<T>& centers, int features, V& closest0, V& closest1) {
    for (int p = 0; p < centers.count(); ++p) {
        const Panel<T> panel = centers[p];
        for_each_width(panel.width, [&](int begin, auto width) LLOYD_INLINED {
            constexpr int W = decltype(width)::value;
            const Distances<W, D> distances(d, rows, panel.centers + begin, panel.width, features);
            LLOYD_UNROLL
            for (int c = 0; c < W; ++c) {
                closest0 = hn::Min(distances.first[c], closest0);
                closest1 = hn::Min(distances.second[c], closest1);
            }
        });
    }
}

template <class T>
void exact_gains_tile(const TileView<T>& tile, const Panels<T>& candidates, const Panels<T>& near, double scale,
                      std::int64_t* gains) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const V64 scales = hn::Set(D64(), scale);
    for (int p = 0; p < candidates.count(); ++p) {
        const Panel<T> panel = candidates[p];
        std::int64_t* const of_panel = gains + candidates.first(p);
        for_each_width(panel.width, [&](int begin, auto width) {
            constexpr int W = decltype(width)::value;
            Integers before = hn::Zero(hn::ScalableTag<std::int64_t>());
            Integers after[W];
            LLOYD_UNROLL
            for (int c = 0; c < W; ++c) after[c] = before;
            for_each_vector_pair(d, tile, [&](const T* rows, int row) LLOYD_INLINED {
                V closest0 = hn::Inf(d);
                V closest1 = closest0;
                move_closer(d, rows, near, tile.features, closest0, closest1);
                if (row + 2 * lanes > tile.rows) {  // padding is 0 away from everything
                    const V first = hn::Iota(d, static_cast<T>(row));
                    const V end = hn::Set(d, static_cast<T>(tile.rows));
                    closest0 = hn::IfThenElseZero(hn::Lt(first, end), closest0);
                    closest1 =
                        hn::IfThenElseZero(hn::Lt(hn::Add(first, hn::Set(d, static_cast<T>(lanes))), end), closest1);
                }
                const Distances<W, decltype(d)> distances(d, rows, panel.centers + begin, panel.width, tile.features);
                before = add_floors(closest1, scales, add_floors(closest0, scales, before));
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    after[c] = add_floors(hn::Min(distances.first[c], closest0), scales, after[c]);
                    after[c] = add_floors(hn::Min(distances.second[c], closest1), scales, after[c]);
                }
            });
            for (int c = 0; c < W; ++c) of_panel[begin + c] = total(before) - total(after[c]);
        });
    }
}

template <class T>
T update_closest_tile(const TileView<T>& tile, const Panels<T>& centers, T* closest) {
    const hn::ScalableTag<T> d;
    using V = hn::Vec<decltype(d)>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    V largest = hn::Zero(d);
    for_each_vector_pair(d, tile, [&](const T* rows, int row) LLOYD_INLINED {
        V new0 = hn::LoadU(d, closest + row);
        V new1 = hn::LoadU(d, closest + row + lanes);
        move_closer(d, rows, centers, tile.features, new0, new1);
        hn::StoreU(new0, d, closest + row);
        hn::StoreU(new1, d, closest + row + lanes);
        largest = hn::Max(largest, hn::Max(new0, new1));
    });
    return hn::GetLane(hn::MaxOfLanes(d, largest));
}

// Highway's tables hold functions, not templates.
#define LLOYD_KERNELS(T, S)                                                                                         \
    void exact_gains_##S(const TileView<T>& tile, const Panels<T>& candidates, const Panels<T>& near, double scale, \
                         std::int64_t* gains) {                                                                     \
        exact_gains_tile(tile, candidates, near, scale, gains);                                                     \
    }                                                                                                               \
    T update_closest_##S(const TileView<T>& tile, const Panels<T>& centers, T* closest) {                           \
        return update_closest_tile(tile, centers, closest);                                                         \
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

HWY_EXPORT(exact_gains_f32);
HWY_EXPORT(exact_gains_f64);
HWY_EXPORT(update_closest_f32);
HWY_EXPORT(update_closest_f64);

}  // namespace

#define LLOYD_DISPATCH(T, S)                                                                                    \
    template <>                                                                                                 \
    void exact_gains(const TileView<T>& tile, const Panels<T>& candidates, const Panels<T>& near, double scale, \
                     std::int64_t* gains) {                                                                     \
        HWY_DYNAMIC_DISPATCH(exact_gains_##S)(tile, candidates, near, scale, gains);                            \
    }                                                                                                           \
    template <>                                                                                                 \
    T update_closest(const TileView<T>& tile, const Panels<T>& centers, T* closest) {                           \
        return HWY_DYNAMIC_DISPATCH(update_closest_##S)(tile, centers, closest);                                \
    }
LLOYD_DISPATCH(float, f32)
LLOYD_DISPATCH(double, f64)
#undef LLOYD_DISPATCH

}  // namespace lloyd
#endif
