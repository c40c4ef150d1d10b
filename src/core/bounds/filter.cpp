#include "lloyd/core/bounds/filter.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/bounds/filter.cpp"
#include <hwy/foreach_target.h>

#include "core/bounds/scores-inl.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

/// The lowest score so far, whose it is, and the lowest of all others; scores with their sign changed.
template <class D, class V = hn::Vec<D>>
struct Best {
    V score;
    V index;
    V next;

    HWY_INLINE void take(V other, V other_index) {
        next = hn::Max(next, hn::Min(score, other));
        index = hn::IfThenElse(hn::Gt(other, score), other_index, index);
        score = hn::Max(score, other);
    }
};

template <class Rows>
HWY_NOINLINE int certain_nearest_of(const ShiftedTile& shifted, const Rows& rows, const Panels<float>& centers,
                                    const Scoring& scoring, std::int32_t* labels, const DistanceBounds& bounds) {
    const hn::ScalableTag<float> d;
    using D = decltype(d);
    using V = hn::Vec<D>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const V unknown = hn::Set(d, float{no_cluster});
    const V relative = hn::Set(d, relative_rounding(scoring));
    const V largest = hn::Set(d, 2 * scoring.largest_norm);
    const V absolute = hn::Set(d, scoring.absolute);
    const V rounded_error = hn::Set(d, 2.001F * shifted.error() * std::sqrt(scoring.largest_norm));
    const V error_of_row = hn::Set(d, shifted.error());
    constexpr float rounding = 4 * std::numeric_limits<float>::epsilon();
    const V up = hn::Set(d, 1 + rounding);
    const V down = hn::Set(d, 1 - rounding);
    for_each_vectors<2>(d, rows, shifted.rows(), [&](auto at, int row, auto) LLOYD_INLINED {
        Best<D> best0{hn::Neg(hn::Inf(d)), unknown, hn::Neg(hn::Inf(d))};
        Best<D> best1 = best0;
        for (int p = 0; p < centers.count(); ++p) {
            const Panel<float> panel = centers[p];
            const float* const half_norms = scoring.half_norms + centers.first(p);
            for_each_width(panel.width, [&](int begin, auto width) {
                constexpr int W = decltype(width)::value;
                const auto scores = rows.template scores<2, W>(d, at, panel, begin, half_norms);
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    const V index = hn::Set(d, panel.indices[begin + c]);
                    best0.take(scores.of[0][c], index);
                    best1.take(scores.of[1][c], index);
                }
            });
        }
        const auto decide = [&](const Best<D>& negated, int first) {
            const Best<D> best{hn::Neg(negated.score), negated.index, hn::Neg(negated.next)};
            const V norm = hn::Load(d, shifted.norms() + first);
            const V distances = hn::Max(hn::Add(norm, hn::Add(best.score, best.next)), hn::Zero(d));
            const V score_error = hn::MulAdd(relative, hn::Add(norm, largest), absolute);
            const V margin = hn::Add(hn::MulAdd(relative, distances, score_error), rounded_error);
            const auto certain = hn::Gt(hn::Sub(best.next, best.score), margin);
            store_labels(hn::IfThenElse(certain, best.index, unknown), labels + first);
            if (bounds.nearest_above == nullptr) return;
            const auto squared = [&](V score) { return hn::Add(norm, hn::Add(score, score)); };
            const V error = hn::Add(score_error, score_error);
            // What overflows is infinite above, but not below; what is no number becomes 0 there.
            const auto below = [&](V score) {
                const V least = hn::Sub(hn::Min(squared(score), hn::Set(d, std::numeric_limits<float>::max())), error);
                const V root = hn::Sqrt(hn::IfThenElseZero(hn::Gt(least, hn::Zero(d)), least));
                return hn::Max(hn::MulSub(root, down, error_of_row), hn::Zero(d));
            };
            const V most = hn::Max(hn::Add(squared(best.score), error), hn::Zero(d));
            hn::StoreU(hn::Mul(hn::Add(hn::Sqrt(most), error_of_row), up), d, bounds.nearest_above + first);
            hn::StoreU(below(best.score), d, bounds.nearest_below + first);
            hn::StoreU(below(best.next), d, bounds.next_below + first);
        };
        decide(best0, row);
        decide(best1, row + lanes);
    });
    int uncertain = 0;
    for (int i = 0; i < shifted.rows(); ++i) uncertain += labels[i] == no_cluster ? 1 : 0;
    return uncertain;
}

int certain_nearest_tile(const ShiftedTile& rows, const Panels<float>& centers, const Scoring& scoring,
                         std::int32_t* labels, const DistanceBounds& bounds) {
    return rows.lanes() == Lanes::rows
               ? certain_nearest_of(rows, RowsInLanes(rows), centers, scoring, labels, bounds)
               : certain_nearest_of(rows, FeaturesInLanes(rows), centers, scoring, labels, bounds);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lloyd {
namespace {

HWY_EXPORT(certain_nearest_tile);

}  // namespace

int certain_nearest(const ShiftedTile& rows, const Panels<float>& shifted_centers, const Scoring& scoring,
                    std::int32_t* labels, const DistanceBounds& bounds) {
    return HWY_DYNAMIC_DISPATCH(certain_nearest_tile)(rows, shifted_centers, scoring, labels, bounds);
}

}  // namespace lloyd
#endif
