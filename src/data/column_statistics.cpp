#include "lloyd/data/column_statistics.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/core/kernels.hpp"
#include "lloyd/data/all_sum.hpp"
#include "lloyd/parallel/agree.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lloyd {

namespace {

template <class T>
void find_bounds(const Context& context, const Shard<T>& shard, ColumnStatistics& statistics) {
    statistics.minimum.assign(shard.minimum.begin(), shard.minimum.end());
    statistics.maximum.assign(shard.maximum.begin(), shard.maximum.end());
    context.comm.min(statistics.minimum);
    context.comm.max(statistics.maximum);
}

template <class T>
void find_means(const Context& context, const Shard<T>& shard, ColumnStatistics& statistics) {
    const auto features = static_cast<std::size_t>(shard.features());
    const auto stride = static_cast<std::size_t>(limb_stride(shard.features()));
    const bool keeps = shard.tiles.is_spatial();
    if (keeps) statistics.tile_sums.resize(static_cast<std::size_t>(shard.tiles.count()) * stride);
    auto of_tiles = context.team.copies(std::vector<std::int64_t>(stride));
    auto sums = context.team.copies(std::vector<Limbs>(features));
    context.team.for_each(shard.tiles.count(), [&](std::int64_t i, int thread) {
        std::int64_t* const limbs = keeps ? statistics.tile_sums.data() + static_cast<std::size_t>(i) * stride
                                          : of_tiles[static_cast<std::size_t>(thread)].data();
        if (!keeps) std::fill_n(limbs, stride, 0);
        add_columns(shard.tiles.tile(i), statistics.columns, limbs);
        for (std::size_t t = 0; t < features; ++t)
            sums[static_cast<std::size_t>(thread)][t] += {limbs[t], limbs[features + t]};
    });
    const std::vector<Limbs> total = all_sum(context.comm, sums);
    for (std::size_t t = 0; t < features; ++t)
        statistics.mean.push_back(statistics.columns[t].mean<double>(total[t], shard.global_rows));
}

}  // namespace

double squared_distance_bound(const std::vector<double>& minimum, const std::vector<double>& maximum) {
    double bound = 0;
    for (std::size_t t = 0; t < minimum.size(); ++t) bound += (maximum[t] - minimum[t]) * (maximum[t] - minimum[t]);
    return 2 * bound;
}

template <class T>
ColumnStatistics column_statistics(const Context& context, const Shard<T>& shard) {
    ColumnStatistics statistics;
    find_bounds(context, shard, statistics);
    const double bound = squared_distance_bound(statistics.minimum, statistics.maximum);
    agree(context.comm, [&] {
        if (!(bound < static_cast<double>(std::numeric_limits<T>::max())))
            fail(ExitCode::data,
                 "values are so far apart that squared distances overflow (up to {:g}) scale the columns down", bound);
    });
    for (std::size_t t = 0; t < statistics.minimum.size(); ++t)
        statistics.columns.emplace_back(std::max(std::abs(statistics.minimum[t]), std::abs(statistics.maximum[t])),
                                        shard.global_rows);
    find_means(context, shard, statistics);
    return statistics;
}

template ColumnStatistics column_statistics(const Context&, const Shard<float>&);
template ColumnStatistics column_statistics(const Context&, const Shard<double>&);

}  // namespace lloyd
