// Scores (filter.hpp) as kernels compute them: Highway compiles this once for each target, inside the file that includes it.
#if defined(LLOYD_CORE_SCORES_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LLOYD_CORE_SCORES_INL_HPP
#undef LLOYD_CORE_SCORES_INL_HPP
#else
#define LLOYD_CORE_SCORES_INL_HPP
#endif

#include "core/simd-inl.hpp"
#include "lloyd/core/filter.hpp"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {

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
        // A sum of a few sums rounds less than a long one.
        for (int begin = 0; begin < features; begin += Filter::features_at_once) {
            const int end = std::min(begin + Filter::features_at_once, features);
            V sum0[W];
            V sum1[W];
            LLOYD_UNROLL
            for (int c = 0; c < W; ++c) sum0[c] = sum1[c] = hn::Zero(d);
            for (int t = begin; t < end; ++t) {
                const V x0 = hn::Load(d, rows);
                const V x1 = hn::Load(d, rows + hn::Lanes(d));
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    const V center = hn::Set(d, centers[c]);
                    sum0[c] = hn::MulAdd(x0, center, sum0[c]);
                    sum1[c] = hn::MulAdd(x1, center, sum1[c]);
                }
                rows += TileView<T>::lanes;
                centers += stride;
            }
            LLOYD_UNROLL
            for (int c = 0; c < W; ++c) {
                score0[c] = hn::Sub(score0[c], sum0[c]);
                score1[c] = hn::Sub(score1[c], sum1[c]);
            }
        }
        LLOYD_UNROLL
        for (int c = 0; c < W; ++c) {
            first[c] = score0[c];
            second[c] = score1[c];
        }
    }
};

/// The filter's bound on relative rounding. Without a fused instruction each step rounds twice.
HWY_INLINE float relative_rounding(const Filter& filter) { return filter.relative * (HWY_NATIVE_FMA ? 1 : 2); }

}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#endif
