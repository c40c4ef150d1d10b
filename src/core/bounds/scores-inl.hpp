// Scores (scores.hpp) as kernels compute them, with their sign changed, which spares instructions, and with rows or
// features in the lanes: Highway compiles this once for each target, inside the file that includes it.
#if defined(LLOYD_CORE_SCORES_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef LLOYD_CORE_SCORES_INL_HPP
#undef LLOYD_CORE_SCORES_INL_HPP
#else
#define LLOYD_CORE_SCORES_INL_HPP
#endif

#include "core/simd-inl.hpp"
#include "lloyd/core/bounds/scores.hpp"
#include "lloyd/core/bounds/shifted_tile.hpp"

#include <algorithm>

// Keeps a vector in its register: g++ 12 loads it again for each instruction that can take it from memory. clang needs
// no such hint, and does not take it.
#if !defined(LLOYD_LOADED_ONCE) && HWY_ARCH_X86 && !defined(__clang__)
#define LLOYD_LOADED_ONCE(vector) asm("" : "+v"((vector).raw))
#elif !defined(LLOYD_LOADED_ONCE)
#define LLOYD_LOADED_ONCE(vector)
#endif

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {

/// Vectors of rows that are scored at once for W centres: as many as fill the registers, for loads and latencies to be
/// shared.
template <int W>
constexpr int vectors_at_once = HWY_TARGET <= HWY_AVX3 ? (W <= 4 ? 4 : 2) : (W <= 2 ? 4 : 2);

/// Minus the scores, x c - |c|^2 / 2, of R vectors of rows for W centres, all less the origin. Blocks of rows follow
/// one another.
template <int R, int W, class D, class V = hn::Vec<D>>
struct NegatedScores {
    V of[R][W];

    NegatedScores() = default;
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
        constexpr int together = Scoring::features_at_once;
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

/// Rows that are multiplied at once by W points, the features in the lanes: as many as registers hold the sums of.
template <int W>
constexpr int rows_together = W <= 2 ? 4 : (W == 3 ? 3 : 2);

/// Products of N rounded rows with W points, one after another in memory, or of each row with itself. Rows that come
/// soon are fetched meanwhile. At least as many features as a vector has lanes. Not inlined, or g++ 12 keeps addresses
/// on the stack.
template <int N, int W, bool with_itself = false>
HWY_NOINLINE void multiply(const RoundedTile& tile, const std::int16_t* const* rows, const std::int16_t* const* soon,
                           const float* HWY_RESTRICT points, float (*HWY_RESTRICT products)[W]) {
    const hn::ScalableTag<float> d;
    const hn::Rebind<std::int32_t, decltype(d)> i32;
    const hn::Rebind<std::int16_t, decltype(d)> i16;
    using V = hn::Vec<decltype(d)>;
    constexpr auto lanes = static_cast<int>(hn::MaxLanes(d));
    constexpr int together = Scoring::features_at_once * lanes;
    constexpr int line = 64 / static_cast<int>(sizeof(std::int16_t));
    const int features = tile.features;
    const V step = hn::Set(d, tile.step);
    const auto restored = [&](int n, int t, V middle) LLOYD_INLINED {
        const V integers = hn::ConvertTo(d, hn::PromoteTo(i32, hn::LoadU(i16, rows[n] + t)));
        // Rounded twice on every target, as round_rows measures it.
        return hn::Add(hn::Mul(integers, step), middle);
    };
    const auto add = [&](const V(&x)[N], int t, V(&to)[N][W]) LLOYD_INLINED {
        LLOYD_UNROLL
        for (int c = 0; c < W; ++c) {
            V point = with_itself ? hn::Zero(d) : hn::LoadU(d, points + std::int64_t{c} * features + t);
            LLOYD_LOADED_ONCE(point);
            LLOYD_UNROLL
            for (int n = 0; n < N; ++n) to[n][c] = hn::MulAdd(x[n], with_itself ? x[n] : point, to[n][c]);
        }
    };
    V sums[N][W];
    LLOYD_UNROLL
    for (auto& row_sums : sums) LLOYD_UNROLL
    for (V& sum : row_sums) sum = hn::Zero(d);
    V x[N];
    int t = 0;
    while (t + lanes <= features) {
        V part[N][W];
        LLOYD_UNROLL
        for (auto& row_sums : part) LLOYD_UNROLL
        for (V& sum : row_sums) sum = hn::Zero(d);
        for (const int end = std::min(t + together, features); t + lanes <= end; t += lanes) {
            if (t % line == 0) LLOYD_UNROLL
            for (int n = 0; n < N; ++n) __builtin_prefetch(soon[n] + t, 0, 2);
            V middle = hn::LoadU(d, tile.middle + t);
            LLOYD_LOADED_ONCE(middle);
            LLOYD_UNROLL
            for (int n = 0; n < N; ++n) x[n] = restored(n, t, middle);
            add(x, t, part);
        }
        LLOYD_UNROLL
        for (int n = 0; n < N; ++n) LLOYD_UNROLL
        for (int c = 0; c < W; ++c) sums[n][c] = hn::Add(sums[n][c], part[n][c]);
    }
    if (t < features) {  // the last vector once more, without what it has been multiplied by
        const int last = features - lanes;
        const auto done = hn::FirstN(d, static_cast<std::size_t>(t - last));
        LLOYD_UNROLL
        for (int n = 0; n < N; ++n)
            x[n] = hn::IfThenZeroElse(done, restored(n, last, hn::LoadU(d, tile.middle + last)));
        add(x, last, sums);
    }
    LLOYD_UNROLL
    for (int n = 0; n < N; ++n) LLOYD_UNROLL
    for (int c = 0; c < W; ++c) products[n][c] = hn::GetLane(hn::SumOfLanes(d, sums[n][c]));
}

/// Rows that are restored, one in each lane. A kernel for them and one for FeaturesInLanes are not inlined into the
/// same function, or g++ 12 runs out of registers. scores(): of R vectors of rows, from at(row), for W centres of a
/// panel.
struct RowsInLanes {
    TileView<float> tile;

    explicit RowsInLanes(const ShiftedTile& shifted) : tile(shifted.view()) {}
    const float* at(int row) const {
        constexpr int block = TileView<float>::lanes;
        return tile.data + std::int64_t{row / block} * block * tile.features + row % block;
    }
    template <int R, int W, class D>
    HWY_INLINE NegatedScores<R, W, D> scores(D d, const float* rows, const Panel<float>& panel, int begin,
                                             const float* half_norms) const {
        return {d, rows, panel.centers + begin, half_norms + begin, panel.width, tile.features};
    }
};

/// The same of rounded rows, one after another.
struct FeaturesInLanes {
    const ShiftedTile& shifted;

    explicit FeaturesInLanes(const ShiftedTile& rows) : shifted(rows) {}
    int at(int row) const { return row; }
    template <int R, int W, class D>
    HWY_INLINE NegatedScores<R, W, D> scores(D d, int first, const Panel<float>& panel, int begin,
                                             const float* half_norms) const {
        constexpr auto lanes = static_cast<int>(hn::MaxLanes(D()));
        const RoundedTile& tile = shifted.tile();
        const float* const centers = panel.centers + std::int64_t{begin} * tile.features;
        float scores[W][R * lanes] = {};
        constexpr int N = rows_together<W>;
        const int count = std::min(R * lanes, tile.rows - first);
        for (int i = 0; i < count; i += N) {
            const std::int16_t* rows[N];
            const std::int16_t* soon[N];
            for (int n = 0; n < N; ++n) {
                const int row = first + std::min(i + n, count - 1);
                rows[n] = shifted.row(row);
                soon[n] = shifted.soon(row);
            }
            float products[N][W];
            multiply<N, W>(tile, rows, soon, centers, products);
            for (int n = 0; n < std::min(N, count - i); ++n)
                for (int c = 0; c < W; ++c) scores[c][i + n] = products[n][c] - half_norms[begin + c];
        }
        NegatedScores<R, W, D> negated;
        LLOYD_UNROLL
        for (int r = 0; r < R; ++r) LLOYD_UNROLL
        for (int c = 0; c < W; ++c) negated.of[r][c] = hn::LoadU(d, scores[c] + r * lanes);
        return negated;
    }
};

/// R vectors of rows at a time, what is left two at a time: body(where they are, index of the first row,
/// std::integral_constant<vectors>).
template <int R, class D, class Rows, class Body>
HWY_INLINE void for_each_vectors(D d, const Rows& rows, int count, const Body& body) {
    const int lanes = static_cast<int>(hn::Lanes(d));
    const int padded = padded_rows<float>(count);
    int row = 0;
    for (; row + R * lanes <= padded; row += R * lanes) body(rows.at(row), row, std::integral_constant<int, R>());
    if constexpr (R > 2)
        for (; row < padded; row += 2 * lanes) body(rows.at(row), row, std::integral_constant<int, 2>());
}

/// The filter's bound on relative rounding. Without a fused instruction each step rounds twice.
HWY_INLINE float relative_rounding(const Scoring& scoring) { return scoring.relative * (HWY_NATIVE_FMA ? 1 : 2); }

}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#endif
