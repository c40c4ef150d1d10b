#pragma once

#include "lloyd/core/exact/fixed_point.hpp"
#include "lloyd/data/shard.hpp"

#include <cstdint>
#include <vector>

namespace lloyd {

/// What the whole data set looks like, column by column; the same bits on every rank, but for tile_sums.
struct ColumnStatistics {
    std::vector<double> minimum;
    std::vector<double> maximum;
    std::vector<double> mean;             ///< correctly rounded
    std::vector<FixedPoint> scales;       ///< for sums of the values of each column
    double scatter = 0;                   ///< sum over rows of the squared distance to the mean
    double mean_variance = 0;             ///< mean over columns of their variance (divided by n)
    std::vector<std::int64_t> tile_sums;  ///< of this rank's tiles in spatial order, limb_stride(features) limbs each
};

/// Collective. All but scatter and mean_variance, which take another pass over the rows: prepare_rows().
/// Throws Error(data) when squared distances within the data's bounds overflow T.
template <class T>
ColumnStatistics column_statistics(const Context& context, const Shard<T>& shard);

/// A bound on squared distances between points whose columns lie in [minimum, maximum], with room for rounding.
double squared_distance_bound(const std::vector<double>& minimum, const std::vector<double>& maximum);

}  // namespace lloyd
