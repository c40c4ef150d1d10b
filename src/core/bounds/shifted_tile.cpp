#include "lloyd/core/bounds/shifted_tile.hpp"

// Highway compiles this file once for every target.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/bounds/shifted_tile.cpp"
#include <hwy/foreach_target.h>

#include "core/simd-inl.hpp"
#include "lloyd/core/bounds/scores.hpp"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace lloyd {
namespace HWY_NAMESPACE {
namespace {

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
        for (int begin = 0; begin < tile.features; begin += Scoring::features_at_once) {
            const int end = std::min(begin + Scoring::features_at_once, tile.features);
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

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace lloyd
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace lloyd {
namespace {

HWY_EXPORT(restore_rows);

}  // namespace

ShiftedTile::ShiftedTile(int rows, int features, Lanes lanes)
    : norms_(static_cast<std::size_t>(padded_rows<float>(rows))) {
    const auto values = static_cast<std::size_t>(padded_rows<float>(rows) * std::int64_t{features});
    if (lanes == Lanes::features) {
        rows_.resize(norms_.size());
        soon_.resize(norms_.size());
    } else {
        selected_ = Buffer<std::int16_t>(values);
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
        some.integers = select_rows(tile.blocks(), rows, selected_.data()).data;
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

}  // namespace lloyd
#endif
