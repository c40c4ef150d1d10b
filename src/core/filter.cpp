#include "lloyd/core/filter.hpp"

// Highway compiles this file once for every target but the oldest, which have no fused multiply-add.
#define HWY_DISABLED_TARGETS (HWY_SSE4 | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/filter.cpp"
#include <hwy/foreach_target.h>

#include "core/scores-inl.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

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

    HWY_INLINE void take(V candidate, V of) {
        next = hn::Max(next, hn::Min(score, candidate));
        index = hn::IfThenElse(hn::Gt(candidate, score), of, index);
        score = hn::Max(score, candidate);
    }
};

template <class Rows>
HWY_NOINLINE int certain_nearest_of(const ShiftedTile& shifted, const Rows& rows, const Panels<float>& centers,
                                    const Filter& filter, std::int32_t* labels, const DistanceBounds& bounds) {
    const hn::ScalableTag<float> d;
    using D = decltype(d);
    using V = hn::Vec<D>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const V unknown = hn::Set(d, float{no_cluster});
    const V relative = hn::Set(d, relative_rounding(filter));
    const V largest = hn::Set(d, 2 * filter.largest_norm);
    const V absolute = hn::Set(d, filter.absolute);
    const V of_rows = hn::Set(d, 2.001F * shifted.error() * std::sqrt(filter.largest_norm));
    const V error_of_row = hn::Set(d, shifted.error());
    constexpr float rounding = 4 * std::numeric_limits<float>::epsilon();
    const V up = hn::Set(d, 1 + rounding);
    const V down = hn::Set(d, 1 - rounding);
    for_each_vectors<2>(d, rows, shifted.rows(), [&](auto at, int row, auto) LLOYD_INLINED {
        Best<D> best0{hn::Neg(hn::Inf(d)), unknown, hn::Neg(hn::Inf(d))};
        Best<D> best1 = best0;
        for (int p = 0; p < centers.count(); ++p) {
            const Panel<float> panel = centers[p];
            const float* const half_norms = filter.half_norms + centers.first(p);
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
            const V of_norms = hn::MulAdd(relative, hn::Add(norm, largest), absolute);
            const V margin = hn::Add(hn::MulAdd(relative, distances, of_norms), of_rows);
            const auto certain = hn::Gt(hn::Sub(best.next, best.score), margin);
            store_labels(hn::IfThenElse(certain, best.index, unknown), labels + first);
            if (bounds.nearest_above == nullptr) return;
            const auto squared = [&](V score) { return hn::Add(norm, hn::Add(score, score)); };
            const V error = hn::Add(of_norms, of_norms);
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

int certain_nearest_tile(const ShiftedTile& rows, const Panels<float>& centers, const Filter& filter,
                         std::int32_t* labels, const DistanceBounds& bounds) {
    return rows.lanes() == Lanes::rows
               ? certain_nearest_of(rows, RowsInLanes(rows), centers, filter, labels, bounds)
               : certain_nearest_of(rows, FeaturesInLanes(rows), centers, filter, labels, bounds);
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

int certain_nearest(const ShiftedTile& rows, const Panels<float>& shifted_centers, const Filter& filter,
                    std::int32_t* labels, const DistanceBounds& bounds) {
    return HWY_DYNAMIC_DISPATCH(certain_nearest_tile)(rows, shifted_centers, filter, labels, bounds);
}

/// e of the comment in filter.hpp, with a tenth more.
template <class T>
static float relative_error(int features) {
    constexpr double epsilon = std::numeric_limits<float>::epsilon();
    constexpr int together = Filter::features_at_once;
    const double of_scores = (std::min(features, together) + features / together + 9) * epsilon;
    const double of_distances = (features + 8) * static_cast<double>(std::numeric_limits<T>::epsilon());
    const double error = 0.55 * std::max(of_scores, of_distances);
    // Beyond this terms of higher order count, and nothing is certain.
    return error < 0.03 ? static_cast<float>(error) : std::numeric_limits<float>::infinity();
}

template <class T>
void FilteredCenters::set(const Matrix<T>& centers, const std::vector<T>& origin, Lanes lanes) {
    const auto k = static_cast<std::size_t>(centers.rows());
    if (shifted_.rows() != centers.rows()) shifted_ = Matrix<float>(centers.rows(), centers.cols());
    half_norms_.resize(k);
    double largest = 0;
    for (std::int64_t j = 0; j < centers.rows(); ++j) {
        double norm = 0;  // rounded to float once at the end: the margin has no room for its own sum
        for (std::int64_t t = 0; t < centers.cols(); ++t) {
            const auto shifted = static_cast<float>(centers.row(j)[t] - origin[static_cast<std::size_t>(t)]);
            shifted_.row(j)[t] = shifted;
            norm += static_cast<double>(shifted) * static_cast<double>(shifted);
        }
        half_norms_[static_cast<std::size_t>(j)] = static_cast<float>(norm / 2);
        largest = std::max(largest, norm);
    }
    panels_.pack(std::as_const(shifted_).view(), lanes);
    largest_norm_ = static_cast<float>(largest);
    relative_ = relative_error<T>(static_cast<int>(centers.cols()));
}

Filter FilteredCenters::filter() const {
    return {.half_norms = half_norms_.data(),
            .largest_norm = largest_norm_,
            .relative = relative_,
            .absolute = 8 * static_cast<float>(panels_.features() + 8) * std::numeric_limits<float>::min()};
}

Filter FilteredCenters::filter(std::span<const std::int32_t> chosen, Panels<float>& panels,
                               std::vector<float>& half_norms) const {
    panels.pack(shifted_.view(), chosen, panels_.lanes());
    half_norms.clear();
    for (const std::int32_t j : chosen) half_norms.push_back(half_norms_[static_cast<std::size_t>(j)]);
    Filter of_chosen = filter();
    of_chosen.half_norms = half_norms.data();
    return of_chosen;
}

template void FilteredCenters::set(const Matrix<float>&, const std::vector<float>&, Lanes);
template void FilteredCenters::set(const Matrix<double>&, const std::vector<double>&, Lanes);

}  // namespace lloyd
#endif
