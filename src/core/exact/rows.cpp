// Rows as they come in, one after another in memory.
#include "lloyd/core/exact/rows.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/exact/rows.cpp"
#include <hwy/foreach_target.h>

#include <hwy/cache_control.h>

#include "core/simd-inl.hpp"

#include <algorithm>
#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

/// Value by value.
template <class T>
bool examine_values(MatrixView<const T> rows, T* minimum, T* maximum) {
    bool finite = true;
    for (std::int64_t i = 0; i < rows.rows; ++i)
        for (std::int64_t t = 0; t < rows.cols; ++t) {
            const T x = rows.row(i)[t];
            minimum[t] = std::min(minimum[t], x);
            maximum[t] = std::max(maximum[t], x);
            finite = finite && std::isfinite(x);
        }
    return finite;
}

template <class T>
bool examine_rows_tile(MatrixView<const T> rows, T* minimum, T* maximum) {
    const hn::ScalableTag<T> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    if (rows.cols < lanes) return examine_values(rows, minimum, maximum);
    auto not_finite = hn::Zero(d);  // no bit is set in x - x if x is finite
    for (std::int64_t begin = 0; begin < rows.cols; begin += lanes) {
        const std::int64_t t = std::min(begin, rows.cols - lanes);  // columns that are seen twice are none the worse
        auto low = hn::LoadU(d, minimum + t);
        auto high = hn::LoadU(d, maximum + t);
        for (std::int64_t i = 0; i < rows.rows; ++i) {
            const auto x = hn::LoadU(d, rows.row(i) + t);
            low = hn::Min(x, low);
            high = hn::Max(x, high);
            not_finite = hn::Or(not_finite, hn::Sub(x, x));
        }
        hn::StoreU(low, d, minimum + t);
        hn::StoreU(high, d, maximum + t);
    }
    return hn::AllTrue(d, hn::Eq(not_finite, hn::Zero(d)));
}

/// A block, value by value.
template <class T>
void lay_out_values(MatrixView<const T> rows, T* block) {
    for (std::int64_t t = 0; t < rows.cols; ++t)
        for (std::int64_t i = 0; i < rows.rows; ++i) block[t * rows.rows + i] = rows.row(i)[t];
}

template <class T>
void lay_out_block(MatrixView<const T> rows, T* block) {
    const hn::ScalableTag<T> d;
    constexpr int lanes = TileView<T>::lanes;
    constexpr int together = features_together<T>;
    const int features = static_cast<int>(rows.cols);
    if (features < together) return lay_out_values(rows, block);
    const T* points[lanes];
    for (int i = 0; i < lanes; ++i) points[i] = rows.row(i);
    for (int begin = 0; begin < features; begin += together) {
        const int t = std::min(begin, features - together);
        LLOYD_UNROLL
        for (int lane = 0; lane < lanes; lane += static_cast<int>(hn::MaxLanes(d))) {
            hn::Vec<decltype(d)> values[together];
            load_features(d, points + lane, t, values);
            LLOYD_UNROLL
            for (int j = 0; j < together; ++j)
                if (t + j >= begin) hn::Stream(values[j], d, block + (t + j) * lanes + lane);
        }
    }
}

template <class T>
void lay_out_tile(MatrixView<const T> rows, T* blocks) {
    constexpr std::int64_t lanes = TileView<T>::lanes;
    for (std::int64_t i = 0; i + lanes <= rows.rows; i += lanes)
        lay_out_block<T>({rows.row(i), lanes, rows.cols}, blocks + i * rows.cols);
    hwy::FlushStream();
}

template <class T>
void extend_bounds_tile(const TileView<T>& tile, T* minimum, T* maximum) {
    const hn::ScalableTag<T> d;
    constexpr int block = TileView<T>::lanes;
    const int lanes = static_cast<int>(hn::Lanes(d));
    const int full = tile.rows / block;
    for (int t = 0; t < tile.features; ++t) {
        auto low = hn::Set(d, minimum[t]);
        auto high = hn::Set(d, maximum[t]);
        for (int b = 0; b < full; ++b)
            for (int lane = 0; lane < block; lane += lanes) {
                const auto x = hn::Load(d, tile.block(b) + t * block + lane);
                low = hn::Min(x, low);
                high = hn::Max(x, high);
            }
        minimum[t] = hn::GetLane(hn::MinOfLanes(d, low));
        maximum[t] = hn::GetLane(hn::MaxOfLanes(d, high));
        for (int row = full * block; row < tile.rows; ++row) {  // without padding
            minimum[t] = std::min(minimum[t], tile.at(row, t));
            maximum[t] = std::max(maximum[t], tile.at(row, t));
        }
    }
}

// Highway's tables hold functions, not templates.
#define LLOYD_KERNELS(T, S)                                                   \
    bool examine_rows_##S(MatrixView<const T> rows, T* minimum, T* maximum) { \
        return examine_rows_tile<T>(rows, minimum, maximum);                  \
    }                                                                         \
    void extend_bounds_##S(const TileView<T>& tile, T* minimum, T* maximum) { \
        return extend_bounds_tile(tile, minimum, maximum);                    \
    }                                                                         \
    void lay_out_##S(MatrixView<const T> rows, T* blocks) { return lay_out_tile<T>(rows, blocks); }
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

HWY_EXPORT(examine_rows_f32);
HWY_EXPORT(examine_rows_f64);
HWY_EXPORT(extend_bounds_f32);
HWY_EXPORT(extend_bounds_f64);
HWY_EXPORT(lay_out_f32);
HWY_EXPORT(lay_out_f64);

}  // namespace

#define LLOYD_DISPATCH(T, S)                                                    \
    template <>                                                                 \
    bool examine_rows(MatrixView<const T> rows, T* minimum, T* maximum) {       \
        return HWY_DYNAMIC_DISPATCH(examine_rows_##S)(rows, minimum, maximum);  \
    }                                                                           \
    template <>                                                                 \
    void extend_bounds(const TileView<T>& tile, T* minimum, T* maximum) {       \
        return HWY_DYNAMIC_DISPATCH(extend_bounds_##S)(tile, minimum, maximum); \
    }                                                                           \
    template <>                                                                 \
    void lay_out(MatrixView<const T> rows, T* blocks) {                         \
        return HWY_DYNAMIC_DISPATCH(lay_out_##S)(rows, blocks);                 \
    }
LLOYD_DISPATCH(float, f32)
LLOYD_DISPATCH(double, f64)
#undef LLOYD_DISPATCH

}  // namespace lloyd
#endif
