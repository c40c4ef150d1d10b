// What the kernels share: Highway compiles it once for each target, inside the file that includes it.
#if defined(LLOYD_CORE_SIMD_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LLOYD_CORE_SIMD_INL_HPP
#undef LLOYD_CORE_SIMD_INL_HPP
#else
#define LLOYD_CORE_SIMD_INL_HPP
#endif

#include "lloyd/core/exact/fixed_point.hpp"
#include "lloyd/core/panels.hpp"
#include "lloyd/core/tile_view.hpp"

#include <hwy/highway.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D64 = hn::ScalableTag<double>;
using V64 = hn::Vec<D64>;
using Integers = hn::Vec<hn::ScalableTag<std::int64_t>>;

// Loops over centres are unrolled by the compiler so that every accumulator is a register.
#ifndef LLOYD_UNROLL
#define LLOYD_UNROLL _Pragma("GCC unroll 16")
// The body of a loop over rows, so that what it adds to is a register as well.
#define LLOYD_INLINED __attribute__((always_inline))
#endif

/// Centres that two vectors of rows can be measured against at once without spilling.
#if HWY_TARGET <= HWY_AVX3
constexpr int centers_in_registers = 10;
#else
constexpr int centers_in_registers = 5;
#endif

/// x * x + sum, rounded once; lane by lane where the target has no such instruction.
template <class D, class V>
HWY_INLINE V add_square([[maybe_unused]] D d, V x, V sum) {
#if HWY_NATIVE_FMA
    return hn::MulAdd(x, x, sum);
#else
    HWY_ALIGN hn::TFromD<D> factors[hn::MaxLanes(D())];
    HWY_ALIGN hn::TFromD<D> sums[hn::MaxLanes(D())];
    hn::Store(x, d, factors);
    hn::Store(sum, d, sums);
    for (std::size_t lane = 0; lane < hn::Lanes(d); ++lane)
        sums[lane] = std::fma(factors[lane], factors[lane], sums[lane]);
    return hn::Load(d, sums);
#endif
}

/// Squared distances of two vectors of rows to W centres; rows points at the first lane.
template <int W, class D, class V = hn::Vec<D>>
struct Distances {
    V first[W];
    V second[W];

    template <class T>
    HWY_INLINE Distances(D d, const T* HWY_RESTRICT rows, const T* HWY_RESTRICT centers, int stride, int features) {
        // Sums live in local arrays, which become registers; g++ 12 keeps storing to members.
        V sum0[W];
        V sum1[W];
        LLOYD_UNROLL
        for (int c = 0; c < W; ++c) sum0[c] = sum1[c] = hn::Zero(d);
        for (int t = 0; t < features; ++t) {
            const V x0 = hn::Load(d, rows);
            const V x1 = hn::Load(d, rows + hn::Lanes(d));
            LLOYD_UNROLL
            for (int c = 0; c < W; ++c) {
                const V center = hn::Set(d, centers[c]);
                sum0[c] = add_square(d, hn::Sub(x0, center), sum0[c]);
                sum1[c] = add_square(d, hn::Sub(x1, center), sum1[c]);
            }
            rows += TileView<T>::lanes;
            centers += stride;
        }
        LLOYD_UNROLL
        for (int c = 0; c < W; ++c) {
            first[c] = sum0[c];
            second[c] = sum1[c];
        }
    }
};

/// Calls body(first centre of the part, std::integral_constant<width>) for a panel cut to parts of at most Most
/// centres.
template <int Most = centers_in_registers, class Body>
HWY_INLINE void for_each_width(int width, const Body& body) {
    static_assert(Most <= 10);
    for (int begin = 0; begin < width; begin += Most) {
        const int part = width - begin < Most ? width - begin : Most;
        const auto call = [&](auto this_wide) LLOYD_INLINED {
            if constexpr (decltype(this_wide)::value <= Most) body(begin, this_wide);
        };
        switch (part) {
            case 1:
                call(std::integral_constant<int, 1>());
                break;
            case 2:
                call(std::integral_constant<int, 2>());
                break;
            case 3:
                call(std::integral_constant<int, 3>());
                break;
            case 4:
                call(std::integral_constant<int, 4>());
                break;
            case 5:
                call(std::integral_constant<int, 5>());
                break;
            case 6:
                call(std::integral_constant<int, 6>());
                break;
            case 7:
                call(std::integral_constant<int, 7>());
                break;
            case 8:
                call(std::integral_constant<int, 8>());
                break;
            case 9:
                call(std::integral_constant<int, 9>());
                break;
            default:
                call(std::integral_constant<int, 10>());
                break;
        }
    }
}

/// Two vectors of rows at a time: body(pointer to the first feature, index of the first row).
template <class D, class T, class Body>
HWY_INLINE void for_each_vector_pair(D d, const TileView<T>& tile, const Body& body) {
    const int step = 2 * static_cast<int>(hn::Lanes(d));
    for (int b = 0; b < tile.blocks(); ++b)
        for (int lane = 0; lane < TileView<T>::lanes; lane += step)
            body(tile.block(b) + lane, b * TileView<T>::lanes + lane);
}

/// Calls body(vector of doubles) for a vector of T in ascending lanes.
template <class Body>
HWY_INLINE void as_doubles(hn::Vec<D64> values, const Body& body) {
    body(values);
}
template <class Body>
HWY_INLINE void as_doubles(hn::Vec<hn::ScalableTag<float>> values, const Body& body) {
#if HWY_TARGET == HWY_SCALAR
    body(hn::PromoteTo(D64(), values));
#else
    const hn::Half<hn::ScalableTag<float>> half;
    body(hn::PromoteTo(D64(), hn::LowerHalf(half, values)));
    body(hn::PromoteTo(D64(), hn::UpperHalf(half, values)));
#endif
}

/// Features that load_features() gives at once: what 128 bits hold, within which vectors are cheap to rearrange.
template <class T>
constexpr int features_together = HWY_TARGET == HWY_SCALAR ? 1 : 16 / static_cast<int>(sizeof(T));

/// The 128 bits at feature t of every features_together-th point.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> load_blocks(D d, const T* const* points, int t) {
#if HWY_TARGET != HWY_SCALAR
    constexpr auto lanes = static_cast<int>(hn::MaxLanes(D()));
    if constexpr (lanes > features_together<T>) {
        const hn::Half<D> half;
        return hn::Combine(d, load_blocks(half, points + lanes / 2, t), load_blocks(half, points, t));
    }
#endif
    return hn::LoadU(d, points[0] + t);
}

/// features[j]: feature t + j of as many points as d has lanes, one in each. Several times as fast as gathering them.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void load_features(D d, const T* const* points, int t, hn::Vec<D>* features) {
    constexpr int together = features_together<T>;
    hn::Vec<D> blocks[together];
    LLOYD_UNROLL
    for (int j = 0; j < together; ++j) blocks[j] = load_blocks(d, points + j, t);
#if HWY_TARGET == HWY_SCALAR
    features[0] = blocks[0];
#else
    // Interleaving points that are half of them apart, log2 times, brings each feature together.
    LLOYD_UNROLL
    for (int half = 1; half < together; half *= 2) {
        LLOYD_UNROLL
        for (int j = 0; j < together / 2; ++j) {
            features[2 * j] = hn::InterleaveLower(d, blocks[j], blocks[j + together / 2]);
            features[2 * j + 1] = hn::InterleaveUpper(d, blocks[j], blocks[j + together / 2]);
        }
        LLOYD_UNROLL
        for (int j = 0; j < together; ++j) blocks[j] = features[j];
    }
#endif
}

/// Stores indices that a vector of rows holds as numbers of its own type.
HWY_INLINE void store_labels(V64 index, std::int32_t* out) {
    const hn::Rebind<std::int32_t, D64> di;
    hn::StoreU(hn::DemoteTo(di, index), di, out);
}
HWY_INLINE void store_labels(hn::Vec<hn::ScalableTag<float>> index, std::int32_t* out) {
    const hn::ScalableTag<std::int32_t> di;
    hn::StoreU(hn::ConvertTo(di, index), di, out);
}

/// FixedPoint::split() for vectors.
class Splitter {
public:
    HWY_INLINE explicit Splitter(const FixedPoint& scale)
        : to_hi_(hn::Set(D64(), scale.to_hi())),
          from_hi_(hn::Set(D64(), scale.from_hi())),
          to_lo_(hn::Set(D64(), scale.to_lo())),
          magic_(hn::Set(D64(), 0x1.8p52)),
          magic_bits_(hn::BitCast(hn::ScalableTag<std::int64_t>(), magic_)) {}

    /// Adds the limbs of x.
    HWY_INLINE void add(V64 x, Integers& hi, Integers& lo) const {
        // Adding 1.5 * 2^52 rounds to an integer and leaves it in the low bits.
        const hn::ScalableTag<std::int64_t> di;
        const V64 high = hn::Add(hn::Mul(x, to_hi_), magic_);
        const V64 rest = hn::Sub(x, hn::Mul(hn::Sub(high, magic_), from_hi_));
        const V64 low = hn::Add(hn::Mul(rest, to_lo_), magic_);
        hi = hn::Add(hi, hn::Sub(hn::BitCast(di, high), magic_bits_));
        lo = hn::Add(lo, hn::Sub(hn::BitCast(di, low), magic_bits_));
    }

private:
    V64 to_hi_;
    V64 from_hi_;
    V64 to_lo_;
    V64 magic_;
    Integers magic_bits_;
};

HWY_INLINE std::int64_t total(Integers lanes) {
    const hn::ScalableTag<std::int64_t> di;
    return hn::GetLane(hn::SumOfLanes(di, lanes));
}

}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#endif
