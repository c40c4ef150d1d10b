// Rows that change their cluster: their limbs go from one exact sum to another.
#include "lloyd/core/exact/transfer_limbs.hpp"
#include "lloyd/core/exact/sums.hpp"
#include "lloyd/core/label.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/exact/transfer_limbs.cpp"
#include <hwy/foreach_target.h>

#include "core/simd-inl.hpp"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

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

/// Features whose limbs are split together: those of a block stay in L1 until they are added.
constexpr int features_split = 32;

/// Splits `count` features of a block: limbs[row][hi of features_split, lo of as many].
template <class T>
void split_block(const T* in, const FixedPoint* scales, int count, std::int64_t* limbs) {
    const hn::ScalableTag<T> d;
    constexpr int block = TileView<T>::lanes;
    constexpr auto lanes = static_cast<int>(hn::MaxLanes(D64()));
    constexpr auto parts = static_cast<int>(hn::MaxLanes(d)) / lanes;
    constexpr std::int64_t stride = 2 * features_split;
    const auto split = [](const Splitter& splitter, V64 x, Integers& hi, Integers& lo) LLOYD_INLINED {
        hi = lo = hn::Zero(hn::ScalableTag<std::int64_t>());
        splitter.add(x, hi, lo);
    };
    int t = 0;
    for (; t + 2 <= count; t += 2, in += 2 * block) {
        const Splitter splitter0(scales[t]);
        const Splitter splitter1(scales[t + 1]);
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
                std::int64_t* const rows = limbs + (lane + i * lanes) * stride + t;
                store_limbs(hi[0], hi[1], rows, stride);
                store_limbs(lo[0], lo[1], rows + features_split, stride);
            }
        }
    }
    if (t == count) return;
    for (int i = 0; i < block; ++i) {
        const Limbs last = scales[t].split(static_cast<double>(in[i]));
        limbs[i * stride + t] = last.hi;
        limbs[i * stride + features_split + t] = last.lo;
    }
}

/// sums[t] = combine_with(sums[t], limbs[t]).
template <class Combine>
HWY_INLINE void combine(std::int64_t* sums, const std::int64_t* limbs, int count, const Combine& combine_with) {
    const hn::ScalableTag<std::int64_t> di;
    const hn::CappedTag<std::int64_t, 1> one;
    const int lanes = static_cast<int>(hn::Lanes(di));
    int t = 0;
    for (; t + lanes <= count; t += lanes)
        hn::StoreU(combine_with(hn::LoadU(di, sums + t), hn::LoadU(di, limbs + t)), di, sums + t);
    for (; t < count; ++t) hn::StoreU(combine_with(hn::LoadU(one, sums + t), hn::LoadU(one, limbs + t)), one, sums + t);
}

/// Transfers rows of one block, all of which is split.
template <class T>
void transfer_limbs_together(const T* block, int features, const FixedPoint* scales,
                             std::span<const Relabel> relabelled, std::int64_t* sums) {
    constexpr int lanes = TileView<T>::lanes;
    const std::int64_t stride = limb_stride(features);
    const auto plus = [](auto a, auto b) LLOYD_INLINED { return hn::Add(a, b); };
    const auto minus = [](auto a, auto b) LLOYD_INLINED { return hn::Sub(a, b); };
    HWY_ALIGN std::int64_t limbs[lanes * 2 * features_split];
    for (int t = 0; t < features; t += features_split) {
        const int count = std::min(features_split, features - t);
        split_block(block + t * lanes, scales + t, count, limbs);
        for (const Relabel& row : relabelled) {
            const std::int64_t* const row_limbs = limbs + row.row % lanes * 2 * features_split;
            std::int64_t* const to = sums + row.to * stride + t;
            combine(to, row_limbs, count, plus);
            combine(to + features, row_limbs + features_split, count, plus);
            if (row.from == no_cluster) continue;
            std::int64_t* const from = sums + row.from * stride + t;
            combine(from, row_limbs, count, minus);
            combine(from + features, row_limbs + features_split, count, minus);
        }
    }
}

/// Transfers one row, whose features are a block's lanes apart.
template <class T>
void transfer_row(const T* values, int features, const FixedPoint* scales, const Relabel& row, std::int64_t* sums) {
    std::int64_t* const to = sums + std::int64_t{row.to} * limb_stride(features);
    std::int64_t* const from = row.from == no_cluster ? nullptr : sums + std::int64_t{row.from} * limb_stride(features);
    for (int t = 0; t < features; ++t) {
        const Limbs limbs = scales[t].split(static_cast<double>(values[t * TileView<T>::lanes]));
        to[t] += limbs.hi;
        to[features + t] += limbs.lo;
        if (from == nullptr) continue;
        from[t] -= limbs.hi;
        from[features + t] -= limbs.lo;
    }
}

template <class T>
void transfer_limbs_tile(const TileView<T>& tile, std::span<const FixedPoint> scales,
                         std::span<const Relabel> relabelled, std::int64_t* sums) {
    constexpr int lanes = TileView<T>::lanes;
    for (std::size_t begin = 0; begin < relabelled.size();) {
        const int block = relabelled[begin].row / lanes;
        std::size_t end = begin + 1;
        while (end < relabelled.size() && relabelled[end].row / lanes == block) ++end;
        if (4 * (end - begin) >= lanes)  // together they are several times as fast a row
            transfer_limbs_together(tile.block(block), tile.features, scales.data(),
                                    relabelled.subspan(begin, end - begin), sums);
        else
            for (; begin < end; ++begin)
                transfer_row(tile.block(block) + relabelled[begin].row % lanes, tile.features, scales.data(),
                             relabelled[begin], sums);
        begin = end;
    }
}

// Highway's tables hold functions, not templates.
#define LLOYD_KERNELS(T, S)                                                              \
    void transfer_limbs_##S(const TileView<T>& tile, std::span<const FixedPoint> scales, \
                            std::span<const Relabel> relabelled, std::int64_t* sums) {   \
        return transfer_limbs_tile(tile, scales, relabelled, sums);                      \
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

HWY_EXPORT(transfer_limbs_f32);
HWY_EXPORT(transfer_limbs_f64);

}  // namespace

#define LLOYD_DISPATCH(T, S)                                                             \
    template <>                                                                          \
    void transfer_limbs(const TileView<T>& tile, std::span<const FixedPoint> scales,     \
                        std::span<const Relabel> relabelled, std::int64_t* sums) {       \
        return HWY_DYNAMIC_DISPATCH(transfer_limbs_##S)(tile, scales, relabelled, sums); \
    }
LLOYD_DISPATCH(float, f32)
LLOYD_DISPATCH(double, f64)
#undef LLOYD_DISPATCH

}  // namespace lloyd
#endif
