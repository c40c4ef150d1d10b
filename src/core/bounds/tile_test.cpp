#include "lloyd/core/bounds/tile_test.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/bounds/tile_test.cpp"
#include <hwy/foreach_target.h>

#include "core/bounds/tile_test-inl.hpp"

#include <bit>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

NearCount near_centers(double relative, double absolute, std::span<const double> to_centers, const double* from_nearest,
                       std::int32_t nearest, double radius, std::int32_t* near) {
    const D64 d;
    const VectorTest test{hn::Set(d, relative), hn::Set(d, absolute)};
    const int count = static_cast<int>(to_centers.size());
    const int lanes = static_cast<int>(hn::Lanes(d));
    const V64 radius_squared = hn::Set(d, radius * radius);
    const V64 to_nearest = hn::Set(d, to_centers[static_cast<std::size_t>(nearest)]);
    V64 excluded = hn::Inf(d);
    NearCount found;
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

HWY_EXPORT(near_centers);

}  // namespace

NearCount TileTest::near(std::span<const double> to_centers, const double* from_nearest, std::int32_t nearest,
                         double radius, std::int32_t* near) const {
    return HWY_DYNAMIC_DISPATCH(near_centers)(relative_, absolute_, to_centers, from_nearest, nearest, radius, near);
}

}  // namespace lloyd
#endif
