// Scores (filter.hpp) as kernels compute them: Highway compiles this once for each target, inside the file that includes it.
#if defined(LLOYD_CORE_SCORES_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LLOYD_CORE_SCORES_INL_HPP
#undef LLOYD_CORE_SCORES_INL_HPP
#else
#define LLOYD_CORE_SCORES_INL_HPP
#endif

#include "core/simd-inl.hpp"
#include "lloyd/core/filter.hpp"

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

/// The filter's bound on relative rounding. Without a fused instruction each step rounds twice.
HWY_INLINE float relative_rounding(const Filter& filter) { return filter.relative * (HWY_NATIVE_FMA ? 1 : 2); }

}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#endif
