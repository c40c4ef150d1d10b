#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/bounds/deviations.hpp"
#include "lloyd/core/exact/fixed_point.hpp"
#include "lloyd/core/tile_view.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// What one thread summarizes tiles with.
struct SummaryScratch {
    /// For tiles of so many rows at most.
    SummaryScratch(int rows, int features);

    std::vector<double> mean;
    std::vector<double> squared;
    std::vector<double> scatter;
};

/// What is known of tiles without reading their rows: a ball around them, and their exact sums. Only for rows in
/// spatial order; empty otherwise, for then no ball is small.
class TileSummaries {
public:
    /// Tiles whose centres are measured together: a block of them.
    static constexpr int group_size = TileView<double>::lanes;

    TileSummaries() = default;
    /// sums: limb_stride(features) limbs a tile.
    TileSummaries(std::int64_t tiles, int features, std::vector<std::int64_t> sums);

    /// Of memory a tile.
    static std::int64_t bytes_a_tile(int features);

    bool empty() const { return tiles_ == 0; }
    /// The tiles' centres, as rows.
    TileView<double> group(std::int64_t group) const;

    /// No row of the tile is farther from its centre.
    double radius(std::int64_t tile) const { return radii_[static_cast<std::size_t>(tile)]; }
    // Arrays with an element for every tile, and room for whole groups: radii, numbers of rows, and bounds on the mean
    // squared distance of a tile's rows to its centre. These bounds hold although the centre c is the mean m rounded to
    // double, e away from it: whatever the point p, |2 (c - p) e| <= a |c - p|^2 + |e|^2 / a. The second term is in the
    // bounds, for a = mean_rounding; whoever uses them has room for the first.
    const double* radii() const { return radii_.data(); }
    const double* rows() const { return rows_.data(); }
    const double* spreads_below() const { return spreads_below_.data(); }
    const double* spreads_above() const { return spreads_above_.data(); }
    static constexpr double mean_rounding = 1e-10;
    /// scatter_form() of a group's tiles, [pair][tile], each divided by the tile's rows; null when there are too many
    /// features for it to be small beside the rows.
    const double* scatters(std::int64_t group) const {
        return scatters_.size() == 0 ? nullptr : scatters_.data() + group * group_size * feature_pairs(features_);
    }

    /// Of the tile's centre to a point; not rounded as the contract's.
    template <class T>
    double squared_distance(std::int64_t tile, const T* point) const {
        const double* center = centers_.data() + tile / group_size * group_size * features_ + tile % group_size;
        double sum = 0;
        for (int t = 0; t < features_; ++t) {
            const double difference = center[t * group_size] - static_cast<double>(point[t]);
            sum += difference * difference;
        }
        return sum;
    }
    /// limb_stride(features) limbs, the exact sum of its rows.
    std::span<const std::int64_t> sum(std::int64_t tile) const;

    template <class T>
    void summarize(std::int64_t index, const TileView<T>& tile, std::span<const FixedPoint> scales,
                   SummaryScratch& scratch);

private:
    std::int64_t tiles_ = 0;
    int features_ = 0;
    Buffer<double> centers_;  ///< [group][feature][tile]
    std::vector<double> radii_;
    std::vector<double> rows_;
    std::vector<double> spreads_below_;
    std::vector<double> spreads_above_;
    Buffer<double> scatters_;  ///< [group][pair][tile]
    std::vector<std::int64_t> sums_;
};

}  // namespace lloyd
