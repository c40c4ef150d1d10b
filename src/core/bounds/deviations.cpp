#include "lloyd/core/bounds/deviations.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/bounds/deviations.cpp"
#include <hwy/foreach_target.h>

#include "core/simd-inl.hpp"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

template <class T>
void scatter_form_tile(const TileView<T>& tile, const double* point, double* deviations, double* scatter,
                       std::int64_t stride) {
    constexpr int few = 4;  // features, times as many: accumulators that registers hold
    const hn::ScalableTag<T> dt;
    const D64 d;
    constexpr int block = TileView<T>::lanes;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const int padded_features = (tile.features + few - 1) / few * few;
    const int rows = padded_rows<T>(tile.rows);
    // deviations: [feature][row], padding 0
    for (int b = 0; b < tile.blocks(); ++b)
        for (int t = 0; t < tile.features; ++t) {
            double* to = deviations + t * rows + b * block;
            for (int lane = 0; lane < block; lane += static_cast<int>(hn::Lanes(dt)))
                as_doubles(hn::Load(dt, tile.block(b) + t * block + lane), [&](V64 x) LLOYD_INLINED {
                    hn::StoreU(hn::Sub(x, hn::Set(d, point[t])), d, to);
                    to += lanes;
                });
        }
    for (int t = 0; t < tile.features; ++t)
        std::fill(deviations + t * rows + tile.rows, deviations + (t + 1) * rows, 0.0);
    std::fill(deviations + tile.features * rows, deviations + padded_features * rows, 0.0);
    for (int t = 0; t < tile.features; t += few)
        for (int u = t; u < tile.features; u += few) {
            V64 sums[few][few];
            LLOYD_UNROLL
            for (auto& feature_sums : sums) LLOYD_UNROLL
            for (V64& sum : feature_sums) sum = hn::Zero(d);
            for (int row = 0; row < rows; row += lanes) {
                V64 x[few];
                V64 y[few];
                LLOYD_UNROLL
                for (int i = 0; i < few; ++i) {
                    x[i] = hn::LoadU(d, deviations + (t + i) * rows + row);
                    y[i] = hn::LoadU(d, deviations + (u + i) * rows + row);
                }
                LLOYD_UNROLL
                for (int i = 0; i < few; ++i) LLOYD_UNROLL
                for (int j = 0; j < few; ++j) sums[i][j] = hn::MulAdd(x[i], y[j], sums[i][j]);
            }
            for (int i = t; i < std::min(t + few, tile.features); ++i)
                for (int j = std::max(i, u); j < std::min(u + few, tile.features); ++j) {
                    const double sum = hn::GetLane(hn::SumOfLanes(d, sums[i - t][j - u]));
                    const std::int64_t pair = feature_pairs(tile.features) - feature_pairs(tile.features - i) + j - i;
                    scatter[pair * stride] = i == j ? sum : 2 * sum;
                }
        }
}

template <class T>
void squared_deviations_tile(const TileView<T>& tile, const double* point, double* squared) {
    const hn::ScalableTag<T> d;
    const D64 dd;
    constexpr int block = TileView<T>::lanes;
    constexpr auto lanes = static_cast<int>(hn::MaxLanes(dd));
    for (int b = 0; b < tile.blocks(); ++b) {
        const T* rows = tile.block(b);
        V64 sums[block / lanes];
        LLOYD_UNROLL
        for (V64& sum : sums) sum = hn::Zero(dd);
        for (int t = 0; t < tile.features; ++t, rows += block) {
            const V64 value = hn::Set(dd, point[t]);
            int part = 0;
            LLOYD_UNROLL
            for (int lane = 0; lane < block; lane += static_cast<int>(hn::MaxLanes(d)))
                as_doubles(hn::Load(d, rows + lane), [&](V64 x) LLOYD_INLINED {
                    sums[part] = add_square(dd, hn::Sub(x, value), sums[part]);
                    ++part;
                });
        }
        LLOYD_UNROLL
        for (int part = 0; part < block / lanes; ++part) hn::StoreU(sums[part], dd, squared + b * block + part * lanes);
    }
}

// Highway's tables hold functions, not templates.
#define LLOYD_KERNELS(T, S)                                                                                 \
    void squared_deviations_##S(const TileView<T>& tile, const double* point, double* squared) {            \
        return squared_deviations_tile(tile, point, squared);                                               \
    }                                                                                                       \
    void scatter_form_##S(const TileView<T>& tile, const double* point, double* workspace, double* scatter, \
                          std::int64_t stride) {                                                            \
        return scatter_form_tile(tile, point, workspace, scatter, stride);                                  \
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

HWY_EXPORT(squared_deviations_f32);
HWY_EXPORT(squared_deviations_f64);
HWY_EXPORT(scatter_form_f32);
HWY_EXPORT(scatter_form_f64);

}  // namespace

#define LLOYD_DISPATCH(T, S)                                                                            \
    template <>                                                                                         \
    void squared_deviations(const TileView<T>& tile, const double* point, double* squared) {            \
        return HWY_DYNAMIC_DISPATCH(squared_deviations_##S)(tile, point, squared);                      \
    }                                                                                                   \
    template <>                                                                                         \
    void scatter_form(const TileView<T>& tile, const double* point, double* workspace, double* scatter, \
                      std::int64_t stride) {                                                            \
        return HWY_DYNAMIC_DISPATCH(scatter_form_##S)(tile, point, workspace, scatter, stride);         \
    }
LLOYD_DISPATCH(float, f32)
LLOYD_DISPATCH(double, f64)
#undef LLOYD_DISPATCH

}  // namespace lloyd
#endif
