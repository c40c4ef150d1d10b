// Scores (filter.hpp) as kernels compute them, with their sign changed, which spares instructions: Highway compiles this once for each target, inside the file that includes it.
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

/// Vectors of rows that are scored at once for W centres: as many as fill the registers, for loads and latencies to be shared.
template <int W>
constexpr int vectors_at_once = HWY_TARGET <= HWY_AVX3 ? (W <= 4 ? 4 : 2) : (W <= 2 ? 4 : 2);

/// Minus the scores, x c - |c|^2 / 2, of R vectors of rows for W centres, all less the origin. Blocks of rows follow one another.
template <int R, int W, class D, class V = hn::Vec<D>>
struct NegatedScores {
    V of[R][W];

    HWY_INLINE NegatedScores(D d, const float* HWY_RESTRICT rows, const float* HWY_RESTRICT centers,
                             const float* HWY_RESTRICT half_norms, int stride, int features) {
        constexpr int lanes = static_cast<int>(hn::MaxLanes(D()));
        constexpr int block = TileView<float>::lanes;
        const std::int64_t block_size = std::int64_t{block} * features;
        // Local arrays become registers; g++ 12 keeps storing to members.
        V sum[R][W];
        LLOYD_UNROLL
        for (int c = 0; c < W; ++c) {
            const V first = hn::Neg(hn::Set(d, half_norms[c]));
            LLOYD_UNROLL
            for (int r = 0; r < R; ++r) sum[r][c] = first;
        }
        const auto add = [&](int begin, int end, V(&to)[R][W]) LLOYD_INLINED {
            for (int t = begin; t < end; ++t) {
                V x[R];
                LLOYD_UNROLL
                for (int r = 0; r < R; ++r)
                    x[r] = hn::Load(d, rows + r * lanes / block * block_size + r * lanes % block);
                LLOYD_UNROLL
                for (int c = 0; c < W; ++c) {
                    const V center = hn::Set(d, centers[c]);
                    LLOYD_UNROLL
                    for (int r = 0; r < R; ++r) to[r][c] = hn::MulAdd(x[r], center, to[r][c]);
                }
                rows += block;
                centers += stride;
            }
        };
        constexpr int together = Filter::features_at_once;
        add(0, std::min(together, features), sum);
        // A sum of a few sums rounds less than a long one.
        for (int begin = together; begin < features; begin += together) {
            V part[R][W];
            LLOYD_UNROLL
            for (int r = 0; r < R; ++r) LLOYD_UNROLL
            for (int c = 0; c < W; ++c) part[r][c] = hn::Zero(d);
            add(begin, std::min(begin + together, features), part);
            LLOYD_UNROLL
            for (int r = 0; r < R; ++r) LLOYD_UNROLL
            for (int c = 0; c < W; ++c) sum[r][c] = hn::Add(sum[r][c], part[r][c]);
        }
        LLOYD_UNROLL
        for (int r = 0; r < R; ++r) LLOYD_UNROLL
        for (int c = 0; c < W; ++c) of[r][c] = sum[r][c];
    }
};

/// R vectors of rows at a time, what is left two at a time: body(pointer to the first feature, index of the first row,
/// std::integral_constant<vectors>). Blocks of rows follow one another.
template <int R, class D, class Body>
HWY_INLINE void for_each_vectors(D d, const TileView<float>& tile, const Body& body) {
    constexpr int block = TileView<float>::lanes;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const int rows = padded_rows<float>(tile.rows);
    const auto at = [&](int row) {
        return tile.data + std::int64_t{row / block} * block * tile.features + row % block;
    };
    int row = 0;
    for (; row + R * lanes <= rows; row += R * lanes) body(at(row), row, std::integral_constant<int, R>());
    if constexpr (R > 2)
        for (; row < rows; row += 2 * lanes) body(at(row), row, std::integral_constant<int, 2>());
}

/// The filter's bound on relative rounding. Without a fused instruction each step rounds twice.
HWY_INLINE float relative_rounding(const Filter& filter) { return filter.relative * (HWY_NATIVE_FMA ? 1 : 2); }

}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#endif
