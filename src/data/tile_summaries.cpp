#include "lloyd/data/tile_summaries.hpp"

#include "lloyd/core/bounds/deviations.hpp"
#include "lloyd/core/bounds/gain_by_tiles.hpp"
#include "lloyd/core/exact/sums.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace lloyd {

// Rows are padded as floats are, the widest blocks.
SummaryScratch::SummaryScratch(int rows, int features)
    : mean(static_cast<std::size_t>(features)),
      squared(static_cast<std::size_t>(padded_rows<float>(rows))),
      scatter(features > KnownTiles::most_features ? 0 : scatter_workspace<float>(rows, features)) {}

TileSummaries::TileSummaries(std::int64_t tiles, int features, std::vector<std::int64_t> sums)
    : tiles_(tiles),
      features_(features),
      centers_(static_cast<std::size_t>(padded_rows<double>(static_cast<int>(tiles)) * std::int64_t{features})),
      radii_(static_cast<std::size_t>(padded_rows<double>(static_cast<int>(tiles)))),
      rows_(radii_.size()),
      spreads_below_(radii_.size()),
      spreads_above_(radii_.size()),
      scatters_(features > KnownTiles::most_features
                    ? 0
                    : static_cast<std::size_t>(padded_rows<double>(static_cast<int>(tiles)) * feature_pairs(features))),
      sums_(std::move(sums)) {
    std::fill_n(centers_.data(), centers_.size(), 0.0);
}

std::int64_t TileSummaries::bytes_a_tile(int features) {
    const std::int64_t scatter = features > KnownTiles::most_features ? 0 : feature_pairs(features);
    constexpr std::int64_t arrays = 4;  // radii, rows, spreads
    return 8 * (features + limb_stride(features) + scatter + arrays);
}

TileView<double> TileSummaries::group(std::int64_t group) const {
    return {centers_.data() + group * group_size * features_,
            static_cast<int>(std::min<std::int64_t>(group_size, tiles_ - group * group_size)), features_};
}

std::span<const std::int64_t> TileSummaries::sum(std::int64_t tile) const {
    const auto stride = static_cast<std::size_t>(limb_stride(features_));
    return std::span(sums_).subspan(static_cast<std::size_t>(tile) * stride, stride);
}

template <class T>
void TileSummaries::summarize(std::int64_t index, const TileView<T>& tile, std::span<const FixedPoint> scales,
                              SummaryScratch& scratch) {
    double* const center = centers_.data() + index / group_size * group_size * features_ + index % group_size;
    const std::span<const std::int64_t> limbs = sum(index);
    auto& [mean, all_squared, scatter_scratch] = scratch;
    double squared_error = 0;  // of the mean
    for (std::size_t t = 0; t < scales.size(); ++t) {
        mean[t] = scales[t].mean<double>({limbs[t], limbs[scales.size() + t]}, tile.rows);
        center[static_cast<std::int64_t>(t) * group_size] = mean[t];
        const double error = mean[t] * std::numeric_limits<double>::epsilon();
        squared_error += error * error;
    }
    squared_deviations(tile, mean.data(), all_squared.data());
    const std::span squared = std::span(all_squared).first(static_cast<std::size_t>(tile.rows));
    const double largest = *std::max_element(squared.begin(), squared.end());
    // Room for what rounding may have taken off.
    const double rounding = 4 * (features_ + 4) * std::numeric_limits<double>::epsilon();
    const auto i = static_cast<std::size_t>(index);
    radii_[i] = std::sqrt(largest) * (1 + rounding);
    rows_[i] = tile.rows;
    const double spread = std::accumulate(squared.begin(), squared.end(), 0.0) / tile.rows;
    const double room =
        spread * (rounding + 2 * tile.rows * std::numeric_limits<double>::epsilon()) + squared_error / mean_rounding;
    spreads_below_[i] = std::max(0.0, spread - room);
    spreads_above_[i] = spread + room;
    if (scatters_.size() == 0) return;
    double* const scatter =
        scatters_.data() + index / group_size * group_size * feature_pairs(features_) + index % group_size;
    scatter_form(tile, mean.data(), scatter_scratch.data(), scatter, group_size);
    for (std::int64_t pair = 0; pair < feature_pairs(features_); ++pair) scatter[pair * group_size] /= tile.rows;
}

template void TileSummaries::summarize(std::int64_t, const TileView<float>&, std::span<const FixedPoint>,
                                       SummaryScratch&);
template void TileSummaries::summarize(std::int64_t, const TileView<double>&, std::span<const FixedPoint>,
                                       SummaryScratch&);

}  // namespace lloyd
