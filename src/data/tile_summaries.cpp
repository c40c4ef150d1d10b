#include "lloyd/data/tile_summaries.hpp"

#include "lloyd/core/kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lloyd {

TileSummaries::TileSummaries(std::int64_t tiles, int features, std::vector<std::int64_t> sums)
    : tiles_(tiles),
      features_(features),
      centers_(static_cast<std::size_t>(padded_rows<double>(static_cast<int>(tiles)) * std::int64_t{features})),
      radii_(static_cast<std::size_t>(padded_rows<double>(static_cast<int>(tiles)))),
      sums_(std::move(sums)) {
    std::fill_n(centers_.data(), centers_.size(), 0.0);
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
void TileSummaries::summarize(std::int64_t index, const TileView<T>& tile, std::span<const FixedPoint> columns) {
    double* const center = centers_.data() + index / group_size * group_size * features_ + index % group_size;
    const std::span<const std::int64_t> limbs = sum(index);
    std::vector<double> mean;
    for (std::size_t t = 0; t < columns.size(); ++t) {
        mean.push_back(columns[t].mean<double>({limbs[t], limbs[columns.size() + t]}, tile.rows));
        center[static_cast<std::int64_t>(t) * group_size] = mean[t];
    }
    std::vector<double> squared(static_cast<std::size_t>(padded_rows<T>(tile.rows)));
    squared_deviations(tile, mean.data(), squared.data());
    const double largest = *std::max_element(squared.begin(), squared.begin() + tile.rows);
    // Room for what rounding may have taken off.
    const double rounding = 1 + 4 * (features_ + 4) * std::numeric_limits<double>::epsilon();
    radii_[static_cast<std::size_t>(index)] = std::sqrt(largest) * rounding;
}

template void TileSummaries::summarize(std::int64_t, const TileView<float>&, std::span<const FixedPoint>);
template void TileSummaries::summarize(std::int64_t, const TileView<double>&, std::span<const FixedPoint>);

}  // namespace lloyd
