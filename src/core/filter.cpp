#include "lloyd/core/filter.hpp"

// Highway compiles this file once for every target but the oldest, which have no fused multiply-add.
#define HWY_DISABLED_TARGETS (HWY_SSE4 | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/filter.cpp"
#include <hwy/foreach_target.h>

#include "core/simd-inl.hpp"

#include <algorithm>
#include <limits>
#include <utility>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

/// A vector of values less the shift, in single precision, in ascending lanes.
HWY_INLINE void store_shifted(hn::Vec<hn::ScalableTag<float>> x, float shift, float* out) {
    const hn::ScalableTag<float> d;
    hn::StoreU(hn::Sub(x, hn::Set(d, shift)), d, out);
}
HWY_INLINE void store_shifted(V64 x, double shift, float* out) {
    const hn::Rebind<float, D64> d;
    hn::StoreU(hn::DemoteTo(d, hn::Sub(x, hn::Set(D64(), shift))), d, out);
}

template <class T>
void shift_tile(const TileView<T>& tile, const T* origin, float* values, float* norms) {
    const hn::ScalableTag<T> d;
    const int lanes = static_cast<int>(hn::Lanes(d));
    constexpr int block = TileView<float>::lanes;
    for (int b = 0; b < tile.blocks(); ++b) {
        const int first = b * TileView<T>::lanes;
        const T* in = tile.block(b);
        float* out = values + static_cast<std::int64_t>(first / block) * tile.features * block + first % block;
        for (int t = 0; t < tile.features; ++t, in += TileView<T>::lanes, out += block)
            for (int lane = 0; lane < TileView<T>::lanes; lane += lanes)
                store_shifted(hn::Load(d, in + lane), origin[t], out + lane);
    }
    const hn::ScalableTag<float> f;
    const TileView<float> shifted{values, tile.rows, tile.features};
    // A block of floats may be one and a half blocks of doubles.
    const int filled = tile.blocks() * TileView<T>::lanes;
    float* const rest = values + static_cast<std::int64_t>(filled / block) * tile.features * block + filled % block;
    for (int t = 0; filled % block != 0 && t < tile.features; ++t)
        std::fill_n(rest + t * block, block - TileView<T>::lanes, 0.0F);
    for_each_vector_pair(f, shifted, [&](const float* rows, int row) {
        auto norm0 = hn::Zero(f);
        auto norm1 = norm0;
        for (int t = 0; t < tile.features; ++t, rows += block) {
            const auto x0 = hn::Load(f, rows);
            const auto x1 = hn::Load(f, rows + hn::Lanes(f));
            norm0 = hn::MulAdd(x0, x0, norm0);
            norm1 = hn::MulAdd(x1, x1, norm1);
        }
        hn::Store(norm0, f, norms + row);
        hn::Store(norm1, f, norms + row + hn::Lanes(f));
    });
}

/// score = |c|^2 / 2 - x c of two vectors of rows for W centres, all less the origin.
template <int W, class D, class V = hn::Vec<D>>
struct Scores {
    V first[W];
    V second[W];

    template <class T>
    HWY_INLINE Scores(D d, const T* HWY_RESTRICT rows, const T* HWY_RESTRICT centers, const T* HWY_RESTRICT half_norms,
                      int stride, int features) {
        // Local arrays become registers; g++ 12 keeps storing to members.
        V score0[W];
        V score1[W];
        LLOYD_UNROLL
        for (int c = 0; c < W; ++c) score0[c] = score1[c] = hn::Set(d, half_norms[c]);
        for (int t = 0; t < features; ++t) {
            const V x0 = hn::Load(d, rows);
            const V x1 = hn::Load(d, rows + hn::Lanes(d));
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

int certain_nearest_tile(const ShiftedTile& shifted, const Panels<float>& centers, const Filter& filter,
                         std::int32_t* labels, const DistanceBounds& bounds) {
    const hn::ScalableTag<float> d;
    using D = decltype(d);
    using V = hn::Vec<D>;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const TileView<float> tile = shifted.view();
    const V unknown = hn::Set(d, float{no_cluster});
    // Without a fused instruction each step rounds twice.
    const V relative = hn::Set(d, filter.relative * (HWY_NATIVE_FMA ? 1 : 2));
    const V largest = hn::Set(d, 2 * filter.largest_norm);
    const V absolute = hn::Set(d, filter.absolute);
    constexpr float rounding = 4 * std::numeric_limits<float>::epsilon();
    const V up = hn::Set(d, 1 + rounding);
    const V down = hn::Set(d, 1 - rounding);
    for_each_vector_pair(d, tile, [&](const float* rows, int row) {
        Best<D> best0{hn::Inf(d), unknown, hn::Inf(d)};
        Best<D> best1 = best0;
        for (int p = 0; p < centers.count(); ++p) {
            const Panel<float> panel = centers[p];
            const float* const half_norms = filter.half_norms + centers.first(p);
            for_each_width(panel.width, [&](int begin, auto width) {
                constexpr int W = decltype(width)::value;
                const Scores<W, D> scores(d, rows, panel.centers + begin, half_norms + begin, panel.width,
                                          tile.features);
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    const V index = hn::Set(d, panel.indices[begin + c]);
                    best0.take(scores.first[c], index);
                    best1.take(scores.second[c], index);
                }
            });
        }
        const auto decide = [&](const Best<D>& best, int at) {
            const V norm = hn::Load(d, shifted.norms() + at);
            const V distances = hn::Max(hn::Add(norm, hn::Add(best.score, best.next)), hn::Zero(d));
            const V of_norms = hn::MulAdd(relative, hn::Add(norm, largest), absolute);
            const V margin = hn::MulAdd(relative, distances, of_norms);
            const auto certain = hn::Gt(hn::Sub(best.next, best.score), margin);
            store_labels(hn::IfThenElse(certain, best.index, unknown), labels + at);
            if (bounds.nearest_above == nullptr) return;
            const auto squared = [&](V score) { return hn::Add(norm, hn::Add(score, score)); };
            const V error = hn::Add(of_norms, of_norms);
            // What overflows is infinite above, but not below; what is no number becomes 0 there.
            const auto below = [&](V score) {
                const V least = hn::Sub(hn::Min(squared(score), hn::Set(d, std::numeric_limits<float>::max())), error);
                return hn::Mul(hn::Sqrt(hn::IfThenElseZero(hn::Gt(least, hn::Zero(d)), least)), down);
            };
            const V most = hn::Max(hn::Add(squared(best.score), error), hn::Zero(d));
            hn::StoreU(hn::Mul(hn::Sqrt(most), up), d, bounds.nearest_above + at);
            hn::StoreU(below(best.score), d, bounds.nearest_below + at);
            hn::StoreU(below(best.next), d, bounds.next_below + at);
        };
        decide(best0, row);
        decide(best1, row + lanes);
    });
    int uncertain = 0;
    for (int i = 0; i < tile.rows; ++i) uncertain += labels[i] == no_cluster ? 1 : 0;
    return uncertain;
}

void shift_f32(const TileView<float>& tile, const float* origin, float* values, float* norms) {
    shift_tile(tile, origin, values, norms);
}
void shift_f64(const TileView<double>& tile, const double* origin, float* values, float* norms) {
    shift_tile(tile, origin, values, norms);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lloyd {
namespace {

HWY_EXPORT(certain_nearest_tile);
HWY_EXPORT(shift_f32);
HWY_EXPORT(shift_f64);

void shift(const TileView<float>& tile, const float* origin, float* values, float* norms) {
    HWY_DYNAMIC_DISPATCH(shift_f32)(tile, origin, values, norms);
}
void shift(const TileView<double>& tile, const double* origin, float* values, float* norms) {
    HWY_DYNAMIC_DISPATCH(shift_f64)(tile, origin, values, norms);
}

}  // namespace

int certain_nearest(const ShiftedTile& rows, const Panels<float>& shifted_centers, const Filter& filter,
                    std::int32_t* labels, const DistanceBounds& bounds) {
    return HWY_DYNAMIC_DISPATCH(certain_nearest_tile)(rows, shifted_centers, filter, labels, bounds);
}

ShiftedTile::ShiftedTile(int rows, int features)
    : values_(static_cast<std::size_t>(padded_rows<float>(rows) * std::int64_t{features})),
      norms_(static_cast<std::size_t>(padded_rows<float>(rows))) {}

template <class T>
void ShiftedTile::set(const TileView<T>& tile, const std::vector<T>& origin) {
    shift(tile, origin.data(), values_.data(), norms_.data());
    view_ = {values_.data(), tile.rows, tile.features};
}

template <class T>
void FilteredCenters::set(const Matrix<T>& centers, const std::vector<T>& origin) {
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
    panels_.pack(std::as_const(shifted_).view());
    largest_norm_ = static_cast<float>(largest);
}

Filter FilteredCenters::filter() const {
    const int features = panels_.features();
    constexpr float epsilon = std::numeric_limits<float>::epsilon();
    // With more features than this terms of higher order count, and nothing is certain.
    constexpr float most_features = 0.05F / epsilon;
    return {.half_norms = half_norms_.data(),
            .largest_norm = largest_norm_,
            .relative = static_cast<float>(features) > most_features
                            ? std::numeric_limits<float>::infinity()
                            : static_cast<float>(0.55 * (features + 8)) * epsilon,
            .absolute = 8 * static_cast<float>(features + 8) * std::numeric_limits<float>::min()};
}

Filter FilteredCenters::filter(std::span<const std::int32_t> chosen, Panels<float>& panels,
                               std::vector<float>& half_norms) const {
    panels.pack(shifted_.view(), chosen);
    half_norms.clear();
    for (const std::int32_t j : chosen) half_norms.push_back(half_norms_[static_cast<std::size_t>(j)]);
    Filter of_chosen = filter();
    of_chosen.half_norms = half_norms.data();
    return of_chosen;
}

template void ShiftedTile::set(const TileView<float>&, const std::vector<float>&);
template void ShiftedTile::set(const TileView<double>&, const std::vector<double>&);
template void FilteredCenters::set(const Matrix<float>&, const std::vector<float>&);
template void FilteredCenters::set(const Matrix<double>&, const std::vector<double>&);

}  // namespace lloyd
#endif
