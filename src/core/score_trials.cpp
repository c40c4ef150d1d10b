#include "lloyd/core/score_trials.hpp"

// Highway compiles this file once for every target but the oldest, which have no fused multiply-add.
#define HWY_DISABLED_TARGETS (HWY_SSE4 | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/score_trials.cpp"
#include <hwy/foreach_target.h>

#include "core/scores-inl.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

void lower_scores_tile(const ShiftedTile& shifted, const ScoredCenters& centers, bool begins, float* closest) {
    const hn::ScalableTag<float> d;
    using D = decltype(d);
    using V = hn::Vec<D>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const TileView<float> tile = shifted.view();
    for_each_vector_pair(d, tile, [&](const float* rows, int row) LLOYD_INLINED {
        V closest0 = hn::Inf(d);
        V closest1 = closest0;
        if (!begins) {
            closest0 = hn::LoadU(d, closest + row);
            closest1 = hn::LoadU(d, closest + row + lanes);
        }
        for (int p = 0; p < centers.panels.count(); ++p) {
            const Panel<float> panel = centers.panels[p];
            const float* const half_norms = centers.filter.half_norms + centers.panels.first(p);
            for_each_width(panel.width, [&](int begin, auto width) LLOYD_INLINED {
                constexpr int W = decltype(width)::value;
                const Scores<W, D> scores(d, rows, panel.centers + begin, half_norms + begin, panel.width,
                                          tile.features);
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    closest0 = hn::Min(scores.first[c], closest0);
                    closest1 = hn::Min(scores.second[c], closest1);
                }
            });
        }
        hn::StoreU(closest0, d, closest + row);
        hn::StoreU(closest1, d, closest + row + lanes);
    });
    std::fill(closest + tile.rows, closest + padded_rows<float>(tile.rows), -std::numeric_limits<float>::infinity());
}

/// Bounds on the errors of what is computed for a tile.
struct ScoreErrors {
    ScoreErrors(const ShiftedTile& tile, const Filter& filter) {
        const double relative = static_cast<double>(relative_rounding(filter));
        const double center_norm = static_cast<double>(filter.largest_norm);
        const double error = static_cast<double>(tile.error());
        const double row = std::sqrt(static_cast<double>(tile.largest_norm())) * (1 + relative) + error;
        const double center = std::sqrt(center_norm);
        lead = relative * (3 * row * row + 4 * center_norm) + static_cast<double>(filter.absolute) +
               2.001 * error * center;
        // A distance is at most row + center, and within `error` of the rounded row's.
        squared = 2 * lead + 2 * error * (row + center) + error * error;
    }
    double lead;
    double squared;
};

double squared_error_of_tile(const ShiftedTile& tile, const Filter& filter) {
    return ScoreErrors(tile, filter).squared;
}

void try_scores_tile(const ShiftedTile& shifted, const ScoredCenters& tried, const float* closest, ScoreTrial* trials) {
    const hn::ScalableTag<float> d;
    using D = decltype(d);
    using V = hn::Vec<D>;
    const TileView<float> tile = shifted.view();
    const Panels<float>& candidates = tried.panels;
    const ScoreErrors errors(shifted, tried.filter);
    const V least =
        hn::Set(d, -std::nextafter(static_cast<float>(errors.lead), std::numeric_limits<float>::infinity()));
    const V one = hn::Set(d, 1);
    const V two = hn::Set(d, 2);
    // Of a sum of so many floats, all of one sign.
    const double of_sum = (tile.rows + 8) * static_cast<double>(std::numeric_limits<float>::epsilon());
    for (int p = 0; p < candidates.count(); ++p) {
        const Panel<float> panel = candidates[p];
        const float* const half_norms = tried.filter.half_norms + candidates.first(p);
        ScoreTrial* const of_panel = trials + candidates.first(p);
        for_each_width(panel.width, [&](int begin, auto width) {
            constexpr int W = decltype(width)::value;
            V sum[W];
            V rows_changed[W];
            V farthest[W];
            LLOYD_UNROLL
            for (int c = 0; c < W; ++c) sum[c] = rows_changed[c] = farthest[c] = hn::Zero(d);
            for_each_vector_pair(d, tile, [&](const float* rows, int row) LLOYD_INLINED {
                const V closest0 = hn::LoadU(d, closest + row);
                const V closest1 = hn::LoadU(d, closest + row + hn::Lanes(d));
                const Scores<W, D> scores(d, rows, panel.centers + begin, half_norms + begin, panel.width,
                                          tile.features);
                const V norm0 = hn::Load(d, shifted.norms() + row);
                const V norm1 = hn::Load(d, shifted.norms() + row + hn::Lanes(d));
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    const V gain0 = hn::Sub(closest0, scores.first[c]);
                    const V gain1 = hn::Sub(closest1, scores.second[c]);
                    sum[c] = hn::Add(sum[c], hn::Max(gain0, hn::Zero(d)));
                    sum[c] = hn::Add(sum[c], hn::Max(gain1, hn::Zero(d)));
                    rows_changed[c] = hn::Add(rows_changed[c], hn::IfThenElseZero(hn::Gt(gain0, least), one));
                    rows_changed[c] = hn::Add(rows_changed[c], hn::IfThenElseZero(hn::Gt(gain1, least), one));
                    const V left0 = hn::MulAdd(two, hn::Min(closest0, scores.first[c]), norm0);
                    const V left1 = hn::MulAdd(two, hn::Min(closest1, scores.second[c]), norm1);
                    farthest[c] = hn::Max(farthest[c], hn::Max(left0, left1));
                }
            });
            for (int c = 0; c < W; ++c) {
                const double gain = 2 * static_cast<double>(hn::GetLane(hn::SumOfLanes(d, sum[c])));
                const double changed = static_cast<double>(hn::GetLane(hn::SumOfLanes(d, rows_changed[c])));
                const double error = gain * of_sum + 2 * errors.lead * changed;
                of_panel[begin + c] = {
                    .gain_below = gain - error,
                    .gain_above = gain + error,
                    .farthest_above = static_cast<double>(hn::GetLane(hn::MaxOfLanes(d, farthest[c]))) + errors.squared,
                    .rows = static_cast<int>(changed)};
            }
        });
    }
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
HWY_EXPORT(try_scores_tile);

}  // namespace

double squared_error(const ShiftedTile& rows, const Filter& filter) {
    return HWY_DYNAMIC_DISPATCH(squared_error_of_tile)(rows, filter);
}

void lower_scores(const ShiftedTile& rows, const ScoredCenters& centers, bool begins, float* closest) {
    HWY_DYNAMIC_DISPATCH(lower_scores_tile)(rows, centers, begins, closest);
}

void try_scores(const ShiftedTile& rows, const ScoredCenters& candidates, const float* closest, ScoreTrial* trials) {
    HWY_DYNAMIC_DISPATCH(try_scores_tile)(rows, candidates, closest, trials);
}

}  // namespace lloyd
#endif
