#include "lloyd/core/bounds/rounding.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/bounds/rounding.cpp"
#include <hwy/foreach_target.h>

#include "core/bounds/scores-inl.hpp"
#include "lloyd/core/exact/rows.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

/// Rounds the rows; squared[padded row]: squared distance to what it was rounded to.
template <class T>
void round_rows(const TileView<T>& tile, const T* origin, const float* middle, float step, std::int16_t* integers,
                double* squared) {
    const hn::ScalableTag<T> d;
    const hn::Rebind<float, D64> f;
    const hn::Rebind<std::int32_t, D64> i32;
    const hn::Rebind<std::int16_t, D64> i16;
    constexpr int block = TileView<T>::lanes;
    constexpr int out_block = TileView<std::int16_t>::lanes;
    constexpr auto lanes = static_cast<int>(hn::MaxLanes(D64()));
    const V64 inverse = hn::Set(D64(), 1 / static_cast<double>(step));
    for (int row = 0; row < padded_rows<T>(tile.rows); row += block) {
        const T* in = tile.block(row / block);
        std::int16_t* out = integers + std::int64_t{row / out_block} * tile.features * out_block + row % out_block;
        V64 sums[block / lanes];
        LLOYD_UNROLL
        for (V64& sum : sums) sum = hn::Zero(D64());
        for (int t = 0; t < tile.features; ++t, in += block, out += out_block) {
            const V64 shift = hn::Set(D64(), static_cast<double>(origin[t]));
            const V64 center = hn::Set(D64(), static_cast<double>(middle[t]));
            int part = 0;
            LLOYD_UNROLL
            for (int lane = 0; lane < block; lane += static_cast<int>(hn::MaxLanes(d)))
                as_doubles(hn::Load(d, in + lane), [&](V64 x) LLOYD_INLINED {
                    const V64 shifted = hn::Sub(x, shift);
                    const V64 from_middle = hn::Sub(shifted, center);
                    const auto wide = hn::DemoteTo(i32, hn::Round(hn::Mul(from_middle, inverse)));
                    const auto integer = hn::DemoteTo(i16, wide);
                    hn::StoreU(integer, i16, out + part * lanes);
                    // As ShiftedTile has it.
                    const auto value = hn::Add(hn::Mul(hn::ConvertTo(f, hn::PromoteTo(i32, integer)), hn::Set(f, step)),
                                               hn::Set(f, middle[t]));
                    const V64 error = hn::Sub(shifted, hn::PromoteTo(D64(), value));
                    sums[part] = hn::MulAdd(error, error, sums[part]);
                    ++part;
                });
        }
        LLOYD_UNROLL
        for (int part = 0; part < block / lanes; ++part) hn::StoreU(sums[part], D64(), squared + row + part * lanes);
    }
}

/// Blocks of rows, one row after another. At least as many features as a vector has integers.
void lay_by_row(const TileView<std::int16_t>& tile, std::int16_t* rows) {
    const hn::ScalableTag<std::int16_t> d;
    constexpr int block = TileView<std::int16_t>::lanes;
    constexpr int together = features_together<std::int16_t>;
    constexpr auto lanes = static_cast<int>(hn::MaxLanes(d));
    for (int b = 0; b < tile.blocks(); ++b)
        for (int begin = 0; begin < tile.features; begin += lanes) {
            // Features take the rows' place, and rows the features'; some are laid twice in the end.
            const int t = std::min(begin, tile.features - lanes);
            const std::int16_t* features[lanes];
            for (int j = 0; j < lanes; ++j) features[j] = tile.block(b) + (t + j) * block;
            for (int row = 0; row < block; row += together) {
                hn::Vec<decltype(d)> values[together];
                load_features(d, features, row, values);
                std::int16_t* const out = rows + std::int64_t{b * block + row} * tile.features + t;
                LLOYD_UNROLL
                for (int i = 0; i < together; ++i) hn::StoreU(values[i], d, out + std::int64_t{i} * tile.features);
            }
        }
}

void square_rows(const RoundedTile& tile, float* norms) {
    for (int i = 0; i < tile.rows; ++i) {
        const std::int16_t* const row = tile.row(i);
        float norm[1][1];
        multiply<1, 1, true>(tile, &row, &row, nullptr, norm);
        norms[i] = norm[0][0];
    }
}

// Highway's tables hold functions, not templates.
#define LLOYD_KERNELS(T, S)                                                                        \
    void round_rows_##S(const TileView<T>& tile, const T* origin, const float* middle, float step, \
                        std::int16_t* integers, double* squared) {                                 \
        round_rows(tile, origin, middle, step, integers, squared);                                 \
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

HWY_EXPORT(round_rows_f32);
HWY_EXPORT(round_rows_f64);
HWY_EXPORT(lay_by_row);
HWY_EXPORT(square_rows);

void round_rows(const TileView<float>& tile, const float* origin, const float* middle, float step,
                std::int16_t* integers, double* squared) {
    HWY_DYNAMIC_DISPATCH(round_rows_f32)(tile, origin, middle, step, integers, squared);
}
void round_rows(const TileView<double>& tile, const double* origin, const float* middle, float step,
                std::int16_t* integers, double* squared) {
    HWY_DYNAMIC_DISPATCH(round_rows_f64)(tile, origin, middle, step, integers, squared);
}

/// Whether distances between points with such values are far from overflowing single precision.
bool can_be_squared(double largest, int features) {
    return largest * largest * 16 * features < static_cast<double>(std::numeric_limits<float>::max());
}

}  // namespace

template <class T>
RoundedTile round_tile(const TileView<T>& tile, const T* origin, const RoundedPlace& place,
                       RoundingScratch<T>& scratch) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const auto features = static_cast<std::size_t>(tile.features);
    auto& [low, high, squared, in_blocks] = scratch;
    std::ranges::fill(low, std::numeric_limits<T>::infinity());
    std::ranges::fill(high, -std::numeric_limits<T>::infinity());
    extend_bounds(tile, low.data(), high.data());
    double half_range = 0;
    double largest = 0;
    for (std::size_t t = 0; t < features; ++t) {
        const double least = static_cast<double>(low[t]) - static_cast<double>(origin[t]);
        const double most = static_cast<double>(high[t]) - static_cast<double>(origin[t]);
        place.middle[t] = static_cast<float>((least + most) / 2);
        half_range = std::max(
            {half_range, most - static_cast<double>(place.middle[t]), static_cast<double>(place.middle[t]) - least});
        largest = std::max({largest, most, -least});
    }
    const int padded = padded_rows<std::int16_t>(tile.rows);
    const bool by_row = place.lanes == Lanes::features;
    RoundedTile rounded{
        place.integers, tile.rows, tile.features, place.lanes, place.middle, by_row ? place.norms : nullptr, 1,
        infinity};
    if (by_row) std::fill_n(place.norms, padded, 0.0F);
    if (!can_be_squared(largest, tile.features)) {
        std::fill_n(place.integers, padded * std::int64_t{tile.features}, std::int16_t{0});
        std::fill_n(place.middle, features, 0.0F);
        return rounded;
    }
    const auto step = static_cast<float>(half_range / std::numeric_limits<std::int16_t>::max());
    rounded.step = std::max(std::nextafter(step, infinity), std::numeric_limits<float>::min());
    std::int16_t* const blocks = by_row ? in_blocks.data() : place.integers;
    // A block of integers may be one and a half blocks of rows.
    std::int16_t* const last = blocks + (padded - TileView<std::int16_t>::lanes) * std::int64_t{tile.features};
    std::fill_n(last, TileView<std::int16_t>::lanes * std::int64_t{tile.features}, std::int16_t{0});
    round_rows(tile, origin, place.middle, rounded.step, blocks, squared.data());
    if (by_row) {
        HWY_DYNAMIC_DISPATCH(lay_by_row)({blocks, tile.rows, tile.features}, place.integers);
        HWY_DYNAMIC_DISPATCH(square_rows)(rounded, place.norms);
    }
    const double error = std::sqrt(*std::max_element(squared.begin(), squared.begin() + tile.rows));
    // Room for how it was computed, and for squares too small to be.
    rounded.error = static_cast<float>(error * (1 + 1e-6) + std::numeric_limits<float>::min());
    return rounded;
}

template RoundedTile round_tile(const TileView<float>&, const float*, const RoundedPlace&, RoundingScratch<float>&);
template RoundedTile round_tile(const TileView<double>&, const double*, const RoundedPlace&, RoundingScratch<double>&);

}  // namespace lloyd
#endif
