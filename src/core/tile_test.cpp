#include "lloyd/core/tile_test.hpp"

// Highway compiles this file once for every target but the oldest, which have no fused multiply-add.
#define HWY_DISABLED_TARGETS (HWY_SSE4 | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/tile_test.cpp"
#include <hwy/foreach_target.h>

#include "core/simd-inl.hpp"

#include <bit>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

using Mask = hn::Mask<D64>;

/// TileTest's members for vectors, operation by operation.
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

std::uint32_t reached_tiles(double relative, double absolute, const double* to_point, const double* between,
                            const KnownTiles& tiles, int count) {
    const D64 d;
    const VectorTest test{hn::Set(d, relative), hn::Set(d, absolute)};
    std::uint32_t reached = 0;
    for (int i = 0; i < count; i += static_cast<int>(hn::Lanes(d))) {
        const V64 to = hn::LoadU(d, to_point + i);
        const V64 radius = hn::LoadU(d, tiles.radius + i);
        const V64 radius_squared = hn::Mul(radius, radius);
        const V64 to_nearest = hn::LoadU(d, tiles.to_nearest + i);
        const Mask is_nearest_farther = test.is_farther(to_nearest, to, hn::LoadU(d, between + i), radius_squared);
        const Mask is_beyond = test.is_beyond(to, radius_squared, hn::LoadU(d, tiles.farthest + i));
        const Mask is_behind = hn::And(hn::Gt(to, to_nearest), is_nearest_farther);
        reached |= bits_of(hn::Not(hn::Or(is_beyond, is_behind))) << i;
    }
    return reached & ((std::uint32_t{1} << count) - 1);
}

NearCenters near_centers(double relative, double absolute, std::span<const double> to_centers,
                         const double* from_nearest, std::int32_t nearest, double radius, std::int32_t* near) {
    const D64 d;
    const VectorTest test{hn::Set(d, relative), hn::Set(d, absolute)};
    const int count = static_cast<int>(to_centers.size());
    const int lanes = static_cast<int>(hn::Lanes(d));
    const V64 radius_squared = hn::Set(d, radius * radius);
    const V64 to_nearest = hn::Set(d, to_centers[static_cast<std::size_t>(nearest)]);
    V64 excluded = hn::Inf(d);
    NearCenters found;
    for (int i = 0; i < count; i += lanes) {
        const V64 to = hn::LoadU(d, to_centers.data() + i);
        const Mask is_there = hn::FirstN(d, static_cast<std::size_t>(std::min(count - i, lanes)));
        const Mask is_out =
            hn::And(is_there, test.is_farther(to_nearest, to, hn::LoadU(d, from_nearest + i), radius_squared));
        excluded = hn::Min(excluded, hn::IfThenElse(is_out, to, hn::Inf(d)));
        for (std::uint32_t rest = bits_of(hn::AndNot(is_out, is_there)); rest != 0; rest &= rest - 1)
            near[found.count++] = i + std::countr_zero(rest);
    }
    found.excluded = hn::GetLane(hn::MinOfLanes(d, excluded));
    return found;
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lloyd {
namespace {

HWY_EXPORT(reached_tiles);
HWY_EXPORT(near_centers);

}  // namespace

std::uint32_t TileTest::reached(const double* to_point, const double* between, const KnownTiles& tiles,
                                int count) const {
    return HWY_DYNAMIC_DISPATCH(reached_tiles)(relative_, absolute_, to_point, between, tiles, count);
}

NearCenters TileTest::near(std::span<const double> to_centers, const double* from_nearest, std::int32_t nearest,
                           double radius, std::int32_t* near) const {
    return HWY_DYNAMIC_DISPATCH(near_centers)(relative_, absolute_, to_centers, from_nearest, nearest, radius, near);
}

}  // namespace lloyd
#endif
