#include "lloyd/core/rounded_tile.hpp"

// Highway compiles this file once for every target but the oldest, which have no fused multiply-add.
#define HWY_DISABLED_TARGETS (HWY_SSE4 | HWY_SSSE3)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/rounded_tile.cpp"
#include <hwy/foreach_target.h>

#include "core/scores-inl.hpp"
#include "lloyd/core/kernels.hpp"

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
            const V64 of_origin = hn::Set(D64(), static_cast<double>(origin[t]));
            const V64 of_middle = hn::Set(D64(), static_cast<double>(middle[t]));
            int part = 0;
            LLOYD_UNROLL
            for (int lane = 0; lane < block; lane += static_cast<int>(hn::MaxLanes(d)))
                as_doubles(hn::Load(d, in + lane), [&](V64 x) LLOYD_INLINED {
                    const V64 shifted = hn::Sub(x, of_origin);
                    const V64 from_middle = hn::Sub(shifted, of_middle);
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

/// Returns the largest squared norm.
float restore_rows(const RoundedTile& rounded, float* values, float* norms) {
    const hn::ScalableTag<float> d;
    const hn::Rebind<std::int32_t, decltype(d)> i32;
    const hn::Rebind<std::int16_t, decltype(d)> i16;
    constexpr int block = TileView<std::int16_t>::lanes;
    constexpr int ahead = 2048;  // 4 KiB, and so the next tile where tiles are small: they lie next to each other
    const int lanes = static_cast<int>(hn::Lanes(d));
    const TileView<std::int16_t> tile = rounded.blocks();
    const auto step = hn::Set(d, rounded.step);
    auto largest = hn::Zero(d);
    for_each_vector_pair(d, tile, [&](const std::int16_t* in, int row) LLOYD_INLINED {
        float* out = values + std::int64_t{row / block} * tile.features * block + row % block;
        auto norm0 = hn::Zero(d);
        auto norm1 = norm0;
        const auto restore = [&](const std::int16_t* integers, int t) LLOYD_INLINED {
            const auto integer = hn::ConvertTo(d, hn::PromoteTo(i32, hn::LoadU(i16, integers)));
            // Rounded twice on every target, as round_rows measures it.
            return hn::Add(hn::Mul(integer, step), hn::Set(d, rounded.middle[t]));
        };
        for (int begin = 0; begin < tile.features; begin += Filter::features_at_once) {
            const int end = std::min(begin + Filter::features_at_once, tile.features);
            auto sum0 = hn::Zero(d);
            auto sum1 = sum0;
            for (int t = begin; t < end; ++t, in += block, out += block) {
                __builtin_prefetch(in + ahead);
                const auto x0 = restore(in, t);
                const auto x1 = restore(in + lanes, t);
                hn::Store(x0, d, out);
                hn::Store(x1, d, out + lanes);
                sum0 = hn::MulAdd(x0, x0, sum0);
                sum1 = hn::MulAdd(x1, x1, sum1);
            }
            norm0 = hn::Add(norm0, sum0);
            norm1 = hn::Add(norm1, sum1);
        }
        hn::Store(norm0, d, norms + row);
        hn::Store(norm1, d, norms + row + lanes);
        largest = hn::Max(largest, hn::Max(norm0, norm1));
    });
    return hn::GetLane(hn::MaxOfLanes(d, largest));
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
            const std::int16_t* of_feature[lanes];
            for (int j = 0; j < lanes; ++j) of_feature[j] = tile.block(b) + (t + j) * block;
            for (int row = 0; row < block; row += together) {
                hn::Vec<decltype(d)> values[together];
                load_features(d, of_feature, row, values);
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
HWY_EXPORT(restore_rows);
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
RoundedTile round_tile(const TileView<T>& tile, const T* origin, const RoundedPlace& place) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const auto features = static_cast<std::size_t>(tile.features);
    std::vector<T> low(features, std::numeric_limits<T>::infinity());
    std::vector<T> high(features, -std::numeric_limits<T>::infinity());
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
    std::vector<double> squared(static_cast<std::size_t>(padded));
    std::vector<std::int16_t> in_blocks(by_row ? static_cast<std::size_t>(padded) * features : 0);
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

ShiftedTile::ShiftedTile(int rows, int features, Lanes lanes)
    : norms_(static_cast<std::size_t>(padded_rows<float>(rows))) {
    const auto values = static_cast<std::size_t>(padded_rows<float>(rows) * std::int64_t{features});
    if (lanes == Lanes::features) {
        rows_.resize(norms_.size());
        soon_.resize(norms_.size());
    } else {
        some_ = Buffer<std::int16_t>(values);
        values_ = Buffer<float>(values);
    }
}

void ShiftedTile::set(const RoundedTile& tile) {
    tile_ = tile;
    if (tile.lanes == Lanes::rows) {
        largest_norm_ = HWY_DYNAMIC_DISPATCH(restore_rows)(tile, values_.data(), norms_.data());
        return;
    }
    for (int i = 0; i < tile.rows; ++i) {
        rows_[static_cast<std::size_t>(i)] = tile.row(i);
        soon_[static_cast<std::size_t>(i)] = tile.row(tile.rows + i);  // of the next tile, which follows
    }
    std::copy_n(tile.norms, padded_rows<float>(tile.rows), norms_.data());
    largest_norm_ = *std::max_element(tile.norms, tile.norms + tile.rows);
}

void ShiftedTile::set(const RoundedTile& tile, std::span<const std::int32_t> rows) {
    RoundedTile some = tile;
    some.rows = static_cast<int>(rows.size());
    if (tile.lanes == Lanes::rows) {
        some.integers = select_rows(tile.blocks(), rows, some_.data()).data;
        return set(some);
    }
    tile_ = some;
    std::fill_n(norms_.data(), padded_rows<float>(some.rows), 0.0F);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows_[i] = tile.row(rows[i]);
        soon_[i] = tile.row(rows[std::min(i + 4, rows.size() - 1)]);
        norms_[i] = tile.norms[rows[i]];
    }
    largest_norm_ = *std::max_element(norms_.data(), norms_.data() + some.rows);
}

template RoundedTile round_tile(const TileView<float>&, const float*, const RoundedPlace&);
template RoundedTile round_tile(const TileView<double>&, const double*, const RoundedPlace&);

}  // namespace lloyd
#endif
