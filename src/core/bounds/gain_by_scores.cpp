#include "lloyd/core/bounds/gain_by_scores.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/bounds/gain_by_scores.cpp"
#include <hwy/foreach_target.h>

#include "core/bounds/scores-inl.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

/// Centres that four vectors of rows can be scored for at once.
constexpr int few = HWY_TARGET <= HWY_AVX3 ? 4 : 2;

template <class Rows>
HWY_NOINLINE void lower_scores_of(const Rows& rows, int count, const ScoredCenters& centers, bool begins,
                                  float* closest) {
    const hn::ScalableTag<float> d;
    using D = decltype(d);
    using V = hn::Vec<D>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const Panels<float>& panels = centers.panels;
    const auto lower = [&](auto at, int row, auto vectors) LLOYD_INLINED {
        constexpr int R = decltype(vectors)::value;
        V lowest[R];
        LLOYD_UNROLL
        for (int r = 0; r < R; ++r) lowest[r] = begins ? hn::Inf(d) : hn::LoadU(d, closest + row + r * lanes);
        for (int p = 0; p < panels.count(); ++p) {
            const Panel<float> panel = panels[p];
            const float* const half_norms = centers.scoring.half_norms + panels.first(p);
            for_each_width<R == 2 ? centers_in_registers : few>(panel.width, [&](int begin, auto width) LLOYD_INLINED {
                constexpr int W = decltype(width)::value;
                const auto scores = rows.template scores<R, W>(d, at, panel, begin, half_norms);
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) LLOYD_UNROLL
                for (int r = 0; r < R; ++r) lowest[r] = hn::Min(hn::Neg(scores.of[r][c]), lowest[r]);
            });
        }
        LLOYD_UNROLL
        for (int r = 0; r < R; ++r) hn::StoreU(lowest[r], d, closest + row + r * lanes);
    };
    if (panels.centers() <= few)
        for_each_vectors<4>(d, rows, count, lower);
    else
        for_each_vectors<2>(d, rows, count, lower);
    std::fill(closest + count, closest + padded_rows<float>(count), -std::numeric_limits<float>::infinity());
}

void lower_scores_tile(const ShiftedTile& rows, const ScoredCenters& centers, bool begins, float* closest) {
    if (rows.lanes() == Lanes::rows)
        lower_scores_of(RowsInLanes(rows), rows.rows(), centers, begins, closest);
    else
        lower_scores_of(FeaturesInLanes(rows), rows.rows(), centers, begins, closest);
}

/// Bounds on the errors of what is computed for a tile.
struct ScoreErrors {
    ScoreErrors(const ShiftedTile& tile, const Scoring& scoring) {
        const double relative = static_cast<double>(relative_rounding(scoring));
        const double center_norm = static_cast<double>(scoring.largest_norm);
        const double error = static_cast<double>(tile.error());
        const double row = std::sqrt(static_cast<double>(tile.largest_norm())) * (1 + relative) + error;
        const double center = std::sqrt(center_norm);
        lead = relative * (3 * row * row + 4 * center_norm) + static_cast<double>(scoring.absolute) +
               2.001 * error * center;
        // A distance is at most row + center, and within `error` of the rounded row's.
        squared = 2 * lead + 2 * error * (row + center) + error * error;
    }
    double lead;
    double squared;
};

double squared_error_of_tile(const ShiftedTile& tile, const Scoring& scoring) {
    return ScoreErrors(tile, scoring).squared;
}

SumBounds potential_of_tile(const ShiftedTile& shifted, const Scoring& scoring, const float* closest) {
    const hn::ScalableTag<float> d;
    using V = hn::Vec<decltype(d)>;
    const int rows = shifted.rows();
    const V two = hn::Set(d, 2);
    V sum = hn::Zero(d);
    // Padding scores minus infinity.
    for (int row = 0; row < rows; row += static_cast<int>(hn::Lanes(d))) {
        const V squared = hn::MulAdd(two, hn::LoadU(d, closest + row), hn::Load(d, shifted.norms() + row));
        sum = hn::Add(sum, hn::Max(squared, hn::Zero(d)));
    }
    const auto total = static_cast<double>(hn::GetLane(hn::SumOfLanes(d, sum)));
    const double sum_rounding = (rows + 8) * static_cast<double>(std::numeric_limits<float>::epsilon());
    const double error = rows * ScoreErrors(shifted, scoring).squared + total * sum_rounding;
    return {std::max(0.0, total - error), total + error};
}

template <class Rows>
HWY_NOINLINE void bound_gain_of(const ShiftedTile& shifted, const Rows& rows, const ScoredCenters& candidates,
                                const float* closest, GainOnRows* gains, float* const* kept) {
    const hn::ScalableTag<float> d;
    using D = decltype(d);
    using V = hn::Vec<D>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const Panels<float>& panels = candidates.panels;
    const ScoreErrors errors(shifted, candidates.scoring);
    const V least =
        hn::Set(d, -std::nextafter(static_cast<float>(errors.lead), std::numeric_limits<float>::infinity()));
    const V two = hn::Set(d, 2);
    // Of a sum of so many floats, all of one sign.
    const double sum_rounding = (shifted.rows() + 8) * static_cast<double>(std::numeric_limits<float>::epsilon());
    for (int p = 0; p < panels.count(); ++p) {
        const Panel<float> panel = panels[p];
        const float* const half_norms = candidates.scoring.half_norms + panels.first(p);
        GainOnRows* const panel_gains = gains + panels.first(p);
        for_each_width(panel.width, [&](int begin, auto width) {
            constexpr int W = decltype(width)::value;
            V sum[W];
            V farthest[W];
            std::size_t rows_changed[W] = {};
            LLOYD_UNROLL
            for (int c = 0; c < W; ++c) sum[c] = farthest[c] = hn::Zero(d);
            for_each_vectors<vectors_at_once<W>>(
                d, rows, shifted.rows(), [&](auto at, int row, auto vectors) LLOYD_INLINED {
                    constexpr int R = decltype(vectors)::value;
                    const auto scores = rows.template scores<R, W>(d, at, panel, begin, half_norms);
                    LLOYD_UNROLL
                    for (int r = 0; r < R; ++r) {
                        const V closest_here = hn::LoadU(d, closest + row + r * lanes);
                        const V negated_closest = hn::Neg(closest_here);
                        const V norm = hn::Load(d, shifted.norms() + row + r * lanes);
                        LLOYD_UNROLL
                        for (int c = 0; c < W; ++c) {
                            const V lead = hn::Add(closest_here, scores.of[r][c]);
                            sum[c] = hn::Add(sum[c], hn::Max(lead, hn::Zero(d)));
                            rows_changed[c] += hn::CountTrue(d, hn::Gt(lead, least));
                            const V closest_now = hn::Max(negated_closest, scores.of[r][c]);
                            farthest[c] = hn::Max(farthest[c], hn::NegMulAdd(two, closest_now, norm));
                            if constexpr (std::is_same_v<Rows, FeaturesInLanes>)
                                if (kept != nullptr)
                                    hn::StoreU(hn::Neg(scores.of[r][c]), d,
                                               kept[panels.first(p) + begin + c] + row + r * lanes);
                        }
                    }
                });
            for (int c = 0; c < W; ++c) {
                const double gain = 2 * static_cast<double>(hn::GetLane(hn::SumOfLanes(d, sum[c])));
                const auto changed = static_cast<double>(rows_changed[c]);
                const double error = gain * sum_rounding + 2 * errors.lead * changed;
                panel_gains[begin + c] = {
                    .gain_below = gain - error,
                    .gain_above = gain + error,
                    .farthest_above = static_cast<double>(hn::GetLane(hn::MaxOfLanes(d, farthest[c]))) + errors.squared,
                    .rows = static_cast<int>(rows_changed[c])};
            }
        });
    }
}

void bound_gain_tile(const ShiftedTile& rows, const ScoredCenters& candidates, const float* closest, GainOnRows* gains,
                     float* const* kept) {
    if (rows.lanes() == Lanes::rows)
        bound_gain_of(rows, RowsInLanes(rows), candidates, closest, gains, kept);
    else
        bound_gain_of(rows, FeaturesInLanes(rows), candidates, closest, gains, kept);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lloyd {
namespace {

HWY_EXPORT(squared_error_of_tile);
HWY_EXPORT(lower_scores_tile);
HWY_EXPORT(potential_of_tile);
HWY_EXPORT(bound_gain_tile);

}  // namespace

double squared_error(const ShiftedTile& rows, const Scoring& scoring) {
    return HWY_DYNAMIC_DISPATCH(squared_error_of_tile)(rows, scoring);
}

void lower_scores(const ShiftedTile& rows, const ScoredCenters& centers, bool begins, float* closest) {
    HWY_DYNAMIC_DISPATCH(lower_scores_tile)(rows, centers, begins, closest);
}

SumBounds potential(const ShiftedTile& rows, const Scoring& scoring, const float* closest) {
    return HWY_DYNAMIC_DISPATCH(potential_of_tile)(rows, scoring, closest);
}

void bound_gain_by_scores(const ShiftedTile& rows, const ScoredCenters& candidates, const float* closest,
                          GainOnRows* gains, float* const* scores) {
    HWY_DYNAMIC_DISPATCH(bound_gain_tile)(rows, candidates, closest, gains, scores);
}

}  // namespace lloyd
#endif
