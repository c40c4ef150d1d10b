// TileTest's members for vectors: Highway compiles it once for each target, inside the file that includes it.
#if defined(LLOYD_CORE_TILE_TEST_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LLOYD_CORE_TILE_TEST_INL_HPP
#undef LLOYD_CORE_TILE_TEST_INL_HPP
#else
#define LLOYD_CORE_TILE_TEST_INL_HPP
#endif

#include "core/simd-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {

using Mask = hn::Mask<D64>;

/// Operation by operation as there.
struct VectorTest {
    V64 relative;
    V64 absolute;

    HWY_INLINE V64 margin(V64 to_a, V64 to_b, V64 radius_squared) const {
        const V64 sum = hn::Add(hn::Add(to_a, to_b), hn::Add(radius_squared, radius_squared));
        return hn::Add(hn::Mul(hn::Add(relative, relative), sum), absolute);
    }
    HWY_INLINE Mask exceeds(V64 gap, V64 square) const {
        const Mask is_larger = hn::Gt(hn::Mul(gap, gap), hn::Add(square, hn::Set(D64(), 1e-290)));
        return hn::And(hn::Gt(gap, hn::Zero(D64())), is_larger);
    }
    HWY_INLINE Mask is_farther(V64 to_a, V64 to_b, V64 between, V64 radius_squared) const {
        const V64 gap = hn::Sub(hn::Sub(to_b, to_a), margin(to_a, to_b, radius_squared));
        return exceeds(gap, hn::Mul(hn::Mul(hn::Set(D64(), 4), radius_squared), between));
    }
    HWY_INLINE Mask is_beyond(V64 to_point, V64 radius_squared, V64 limit) const {
        const V64 most = margin(to_point, limit, radius_squared);
        const V64 gap = hn::Sub(hn::Sub(hn::Sub(to_point, radius_squared), limit), most);
        return exceeds(gap, hn::Mul(hn::Mul(hn::Set(D64(), 4), radius_squared), hn::Add(limit, most)));
    }
};

HWY_INLINE std::uint32_t bits_of(Mask mask) {
    std::uint8_t bytes[8] = {};
    hn::StoreMaskBits(D64(), mask, bytes);
    return bytes[0];
}

}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#endif
