#include "lloyd/core/bounds/gain_by_tiles.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/bounds/gain_by_tiles.cpp"
#include <hwy/foreach_target.h>

#include "core/bounds/tile_test-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

/// Room for the rounding of a few operations, and for what a mean's own rounding does to sums (tile_summaries.cpp).
constexpr double a_little = 1e-9;

struct Bounds {
    V64 below;
    V64 above;
};

/// Of what rows' squared distances to a point add up to.
HWY_INLINE Bounds sum_to(const VectorTest& test, V64 rows, V64 to_point, const Bounds& spread) {
    const D64 d;
    const V64 one = hn::Set(d, 1);
    const V64 relative = hn::Add(test.relative, hn::Set(d, a_little));
    const V64 absolute = hn::Mul(rows, test.absolute);
    const V64 least = hn::Mul(hn::Mul(rows, hn::Add(to_point, spread.below)), hn::Sub(one, relative));
    const V64 most = hn::Mul(hn::Mul(rows, hn::Add(to_point, spread.above)), hn::Add(one, relative));
    return {hn::Max(hn::Sub(least, absolute), hn::Zero(d)), hn::Add(most, absolute)};
}

/// Squared distances of the nearest centres of tiles i, i + 1 .. to the point.
HWY_INLINE V64 from_nearest_centers(const KnownTiles& tiles, std::span<const double> point, int i) {
    const D64 d;
    V64 squared = hn::Zero(d);
    for (std::size_t t = 0; t < point.size(); ++t) {
        const V64 w = hn::Sub(hn::Set(d, point[t]), hn::LoadU(d, tiles.nearest_centers + t * GainOnTiles::most + i));
        squared = hn::MulAdd(w, w, squared);
    }
    return squared;
}

/// No less than w' S w / n, w the way from the nearest centres to the point. most: |w|^2 s.
HWY_INLINE V64 scatter_across(const KnownTiles& tiles, std::span<const double> point, int i, V64 most) {
    if (tiles.scatters == nullptr) return most;
    const D64 d;
    HWY_ALIGN double ways[KnownTiles::most_features * 8];  // [feature][lane]
    const int lanes = static_cast<int>(hn::Lanes(d));
    const int features = static_cast<int>(point.size());
    for (int t = 0; t < features; ++t) {
        const V64 b = hn::LoadU(d, tiles.nearest_centers + t * GainOnTiles::most + i);
        hn::Store(hn::Sub(hn::Set(d, point[static_cast<std::size_t>(t)]), b), d, ways + t * lanes);
    }
    V64 form = hn::Zero(d);
    const double* scatter = tiles.scatters + i;
    for (int t = 0; t < features; ++t) {
        V64 inner = hn::Zero(d);
        for (int u = t; u < features; ++u, scatter += GainOnTiles::most)
            inner = hn::MulAdd(hn::LoadU(d, scatter), hn::Load(d, ways + u * lanes), inner);
        form = hn::MulAdd(hn::Load(d, ways + t * lanes), inner, form);
    }
    return hn::Min(hn::Max(hn::MulAdd(hn::Set(d, a_little), most, form), hn::Zero(d)), most);
}

/// What rows gain at most by a point that need not be closest to all.
HWY_INLINE V64 most_gain(const VectorTest& test, V64 rows, V64 to_point, V64 to_nearest, V64 variance_across,
                         const Bounds& spread, V64 sum_to_point) {
    const D64 d;
    const V64 zero = hn::Zero(d);
    const V64 little = hn::Set(d, a_little);
    const V64 rounding = hn::Add(hn::Mul(hn::Add(test.relative, little), hn::Add(to_nearest, to_point)),
                                 hn::Sub(spread.above, spread.below));
    const V64 mean = hn::Add(hn::Sub(to_nearest, to_point), rounding);
    const V64 variance = hn::Mul(hn::Set(d, 4 * (1 + a_little)), variance_across);
    const V64 root = hn::Sqrt(hn::MulAdd(mean, mean, variance));
    // Without cancellation where the mean is negative.
    const V64 if_behind = hn::Div(variance, hn::Add(hn::Sub(root, mean), hn::Set(d, 1e-300)));
    V64 twice = hn::IfThenElse(hn::Gt(mean, zero), hn::Add(root, mean), if_behind);
    twice = hn::IfThenElse(hn::IsInf(root), root, twice);  // its square overflowed
    const V64 gain = hn::Mul(hn::Mul(rows, twice), hn::Add(hn::Set(d, 0.5), little));
    const V64 computed_error = hn::Mul(hn::Add(test.relative, test.relative), sum_to_point);
    return hn::Add(hn::Add(gain, computed_error), hn::Mul(rows, hn::Add(test.absolute, hn::Set(d, 1e-150))));
}

void bound_gain(double relative, double absolute, std::span<const double> point, const double* to_point,
                const KnownTiles& tiles, int count, GainOnTiles& found) {
    const D64 d;
    const VectorTest test{hn::Set(d, relative), hn::Set(d, absolute)};
    const V64 zero = hn::Zero(d);
    const V64 little = hn::Set(d, a_little);
    found.reached = 0;
    Bounds total{zero, zero};
    V64 rows_reached = zero;
    for (int i = 0; i < count; i += static_cast<int>(hn::Lanes(d))) {
        const auto at = static_cast<std::size_t>(i);
        const V64 to = hn::LoadU(d, to_point + i);
        const V64 to_nearest = hn::LoadU(d, tiles.to_nearest + i);
        const V64 rows = hn::LoadU(d, tiles.rows + i);
        const Bounds spread{hn::LoadU(d, tiles.spread_below + i), hn::LoadU(d, tiles.spread_above + i)};
        const V64 between = from_nearest_centers(tiles, point, i);
        const V64 radius = hn::LoadU(d, tiles.radius + i);
        const V64 radius_squared = hn::Mul(radius, radius);
        const V64 farthest = hn::LoadU(d, tiles.farthest + i);
        const Mask is_nearest_farther = test.is_farther(to_nearest, to, between, radius_squared);
        const Mask is_behind = hn::And(hn::Gt(to, to_nearest), is_nearest_farther);
        const Mask is_beyond = test.is_beyond(to, radius_squared, farthest);
        const Mask is_there = hn::FirstN(d, static_cast<std::size_t>(count - i));
        const Mask is_reached = hn::AndNot(hn::Or(is_beyond, is_behind), is_there);
        found.reached |= bits_of(is_reached) << i;
        const Bounds potential{hn::LoadU(d, tiles.potential_below + i), hn::LoadU(d, tiles.potential_above + i)};
        const auto store = [&](const Bounds& gain, const Bounds& left, V64 farthest_left) LLOYD_INLINED {
            hn::StoreU(hn::IfThenElseZero(is_reached, gain.below), d, found.gain_below.data() + at);
            hn::StoreU(hn::IfThenElseZero(is_reached, gain.above), d, found.gain_above.data() + at);
            hn::StoreU(hn::IfThenElse(is_reached, left.below, potential.below), d, found.left_below.data() + at);
            hn::StoreU(hn::IfThenElse(is_reached, left.above, potential.above), d, found.left_above.data() + at);
            hn::StoreU(hn::IfThenElse(is_reached, farthest_left, farthest), d, found.farthest.data() + at);
        };
        if (hn::AllFalse(d, is_reached)) {
            store({zero, zero}, potential, farthest);
            continue;
        }

        // No row is farther from the point, and all are farther from every centre; or there is none yet.
        const V64 reach = hn::Add(hn::Sqrt(to), radius);
        const V64 room = hn::MulAdd(hn::Set(d, 4), test.relative, little);
        const V64 most = hn::MulAdd(hn::Mul(reach, reach), hn::Add(hn::Set(d, 1), room), test.absolute);
        const Mask is_taken = hn::Or(hn::IsInf(to_nearest), test.is_beyond(to_nearest, radius_squared, most));

        const Bounds sum = sum_to(test, rows, to, spread);
        V64 across = hn::Mul(between, spread.above);
        if (!hn::AllFalse(d, hn::AndNot(is_taken, is_reached))) across = scatter_across(tiles, point, i, across);
        const V64 at_most = most_gain(test, rows, to, to_nearest, across, spread, sum.above);
        const Bounds gain{
            hn::Max(hn::Sub(potential.below, sum.above), zero),
            hn::IfThenElse(is_taken, hn::Sub(potential.above, sum.below), hn::Min(at_most, potential.above))};
        const V64 rounding = hn::Mul(hn::Set(d, 1e-15), potential.above);
        const V64 least_left = hn::Max(hn::Sub(hn::Sub(potential.below, gain.above), rounding), zero);
        const V64 most_left = hn::Add(hn::Sub(potential.above, gain.below), rounding);
        store(gain, {hn::IfThenElse(is_taken, sum.below, least_left), hn::Min(most_left, sum.above)},
              hn::Min(most, farthest));
        total = {hn::Add(total.below, hn::IfThenElseZero(is_reached, gain.below)),
                 hn::Add(total.above, hn::IfThenElseZero(is_reached, gain.above))};
        rows_reached = hn::Add(rows_reached, hn::IfThenElseZero(is_reached, rows));
    }
    found.total_below = hn::GetLane(hn::SumOfLanes(d, total.below));
    found.total_above = hn::GetLane(hn::SumOfLanes(d, total.above));
    found.rows_reached = hn::GetLane(hn::SumOfLanes(d, rows_reached));
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lloyd {
namespace {

HWY_EXPORT(bound_gain);

}  // namespace

void bound_gain_by_tiles(const TileTest& test, std::span<const double> point, const double* to_point,
                         const KnownTiles& tiles, int count, GainOnTiles& found) {
    HWY_DYNAMIC_DISPATCH(bound_gain)(test.relative(), test.absolute(), point, to_point, tiles, count, found);
}

}  // namespace lloyd
#endif
