#include "lloyd/core/filter.hpp"

// Highway compiles this file once for every target but the oldest, which have no fused multiply-add.
#define HWY_DISABLED_TARGETS (HWY_SSE4 | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/filter.cpp"
#include <hwy/foreach_target.h>

#include "core/simd-inl.hpp"

#include <algorithm>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

/// score = |c|^2 / 2 - x c of two vectors of rows for W centres, and |x|^2, all less the origin.
template <int W, class D, class V = hn::Vec<D>>
struct Scores {
    V first[W];
    V second[W];
    V norm0;
    V norm1;

    template <class T>
    HWY_INLINE Scores(D d, const T* HWY_RESTRICT rows, const T* HWY_RESTRICT origin, const T* HWY_RESTRICT centers,
                      const T* HWY_RESTRICT half_norms, int stride, int features) {
        // Local arrays become registers; g++ 12 keeps storing to members.
        V score0[W];
        V score1[W];
        V sum0 = hn::Zero(d);
        V sum1 = hn::Zero(d);
        LLOYD_UNROLL
        for (int c = 0; c < W; ++c) score0[c] = score1[c] = hn::Set(d, half_norms[c]);
        for (int t = 0; t < features; ++t) {
            const V shift = hn::Set(d, origin[t]);
            const V x0 = hn::Sub(hn::Load(d, rows), shift);
            const V x1 = hn::Sub(hn::Load(d, rows + hn::Lanes(d)), shift);
            sum0 = hn::MulAdd(x0, x0, sum0);
            sum1 = hn::MulAdd(x1, x1, sum1);
            LLOYD_UNROLL
            for (int c = 0; c < W; ++c) {
                const V center = hn::Set(d, centers[c]);
                score0[c] = hn::NegMulAdd(x0, center, score0[c]);
                score1[c] = hn::NegMulAdd(x1, center, score1[c]);
            }
            rows += TileView<T>::lanes;
            centers += stride;
        }
        LLOYD_UNROLL
        for (int c = 0; c < W; ++c) {
            first[c] = score0[c];
            second[c] = score1[c];
        }
        norm0 = sum0;
        norm1 = sum1;
    }
};

/// The lowest score so far, whose it is, and the lowest of all others.
template <class D, class V = hn::Vec<D>>
struct Best {
    V score;
    V index;
    V next;

    HWY_INLINE void take(V candidate, V of) {
        next = hn::Min(next, hn::Max(score, candidate));
        index = hn::IfThenElse(hn::Lt(candidate, score), of, index);
        score = hn::Min(score, candidate);
    }
};

template <class T>
int certain_nearest_tile(const TileView<T>& tile, const Panels<T>& centers, const Filter<T>& filter,
                         std::int32_t* labels) {
    const hn::ScalableTag<T> d;
    using D = decltype(d);
    using V = hn::Vec<D>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const V unknown = hn::Set(d, T{no_cluster});
    // Without a fused instruction each step rounds twice.
    const V relative = hn::Set(d, filter.relative * (HWY_NATIVE_FMA ? 1 : 2));
    const V largest = hn::Set(d, 2 * filter.largest_norm);
    const V absolute = hn::Set(d, filter.absolute);
    for_each_vector_pair(d, tile, [&](const T* rows, int row) {
        Best<D> best0{hn::Inf(d), unknown, hn::Inf(d)};
        Best<D> best1 = best0;
        V norm0 = hn::Zero(d);
        V norm1 = norm0;
        for (int p = 0; p < centers.count(); ++p) {
            const Panel<T> panel = centers[p];
            const T* const half_norms = filter.half_norms + centers.first(p);
            for_each_width(panel.width, [&](int begin, auto width) {
                constexpr int W = decltype(width)::value;
                const Scores<W, D> scores(d, rows, filter.origin, panel.centers + begin, half_norms + begin,
                                          panel.width, tile.features);
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    const V index = hn::Set(d, panel.indices[begin + c]);
                    best0.take(scores.first[c], index);
                    best1.take(scores.second[c], index);
                }
                norm0 = scores.norm0;
                norm1 = scores.norm1;
            });
        }
        const auto decide = [&](const Best<D>& best, V norm, int at) {
            const V distances = hn::Max(hn::Add(norm, hn::Add(best.score, best.next)), hn::Zero(d));
            const V margin = hn::MulAdd(relative, hn::Add(hn::Add(norm, largest), distances), absolute);
            const auto certain = hn::Gt(hn::Sub(best.next, best.score), margin);
            store_labels(hn::IfThenElse(certain, best.index, unknown), labels + at);
        };
        decide(best0, norm0, row);
        decide(best1, norm1, row + lanes);
    });
    int uncertain = 0;
    for (int i = 0; i < tile.rows; ++i) uncertain += labels[i] == no_cluster ? 1 : 0;
    return uncertain;
}

// Highway's tables hold functions, not templates.
#define LLOYD_KERNELS(T, S)                                                                             \
    int certain_nearest_##S(const TileView<T>& tile, const Panels<T>& centers, const Filter<T>& filter, \
                            std::int32_t* labels) {                                                     \
        return certain_nearest_tile(tile, centers, filter, labels);                                     \
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

HWY_EXPORT(certain_nearest_f32);
HWY_EXPORT(certain_nearest_f64);

}  // namespace

#define LLOYD_DISPATCH(T, S)                                                                        \
    template <>                                                                                     \
    int certain_nearest(const TileView<T>& tile, const Panels<T>& centers, const Filter<T>& filter, \
                        std::int32_t* labels) {                                                     \
        return HWY_DYNAMIC_DISPATCH(certain_nearest_##S)(tile, centers, filter, labels);            \
    }
LLOYD_DISPATCH(float, f32)
LLOYD_DISPATCH(double, f64)
#undef LLOYD_DISPATCH

template <class T>
void FilteredCenters<T>::set(MatrixView<const T> centers, std::span<const double> origin) {
    const auto k = static_cast<std::size_t>(centers.rows);
    origin_.assign(origin.begin(), origin.end());
    if (shifted_.rows() != centers.rows) shifted_ = Matrix<T>(centers.rows, centers.cols);
    half_norms_.resize(k);
    double largest = 0;
    for (std::int64_t j = 0; j < centers.rows; ++j) {
        long double norm = 0;  // rounded once at the end: the margin has no room for its own sum
        for (std::int64_t t = 0; t < centers.cols; ++t) {
            const T shifted = centers.row(j)[t] - origin_[static_cast<std::size_t>(t)];
            shifted_.row(j)[t] = shifted;
            norm += static_cast<long double>(shifted) * static_cast<long double>(shifted);
        }
        half_norms_[static_cast<std::size_t>(j)] = static_cast<T>(norm / 2);
        largest = std::max(largest, static_cast<double>(norm));
    }
    panels_.pack(shifted_.view());
    largest_norm_ = static_cast<T>(largest);
}

template <class T>
Filter<T> FilteredCenters<T>::filter() const {
    const int features = panels_.features();
    // With more features than this terms of higher order count, and nothing is certain.
    constexpr T most_features = static_cast<T>(0.05) / std::numeric_limits<T>::epsilon();
    return {.origin = origin_.data(),
            .half_norms = half_norms_.data(),
            .largest_norm = largest_norm_,
            .relative = static_cast<T>(features) > most_features
                            ? std::numeric_limits<T>::infinity()
                            : static_cast<T>(0.55 * (features + 8)) * std::numeric_limits<T>::epsilon(),
            .absolute = T{8} * static_cast<T>(features + 8) * std::numeric_limits<T>::min()};
}

template <class T>
Filter<T> FilteredCenters<T>::filter(std::span<const std::int32_t> chosen, Panels<T>& panels,
                                     std::vector<T>& half_norms) const {
    panels.pack(shifted_.view(), chosen);
    half_norms.clear();
    for (const std::int32_t j : chosen) half_norms.push_back(half_norms_[static_cast<std::size_t>(j)]);
    Filter<T> of_chosen = filter();
    of_chosen.half_norms = half_norms.data();
    return of_chosen;
}

template class FilteredCenters<float>;
template class FilteredCenters<double>;

}  // namespace lloyd
#endif
