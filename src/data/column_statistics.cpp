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
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto features = static_cast<std::size_t>(shard.features());
    auto minima = context.team.copies(std::vector<double>(features, infinity));
    auto maxima = context.team.copies(std::vector<double>(features, -infinity));
    context.team.for_each(shard.tiles.count(), [&](std::int64_t i, int thread) {
        auto& minimum = minima[static_cast<std::size_t>(thread)];
        auto& maximum = maxima[static_cast<std::size_t>(thread)];
        for_each_column(shard.tiles.tile(i), [&](std::size_t t, const T* values, int count) {
            const auto [low, high] = std::minmax_element(values, values + count);
            minimum[t] = std::min(minimum[t], static_cast<double>(*low));
            maximum[t] = std::max(maximum[t], static_cast<double>(*high));
        });
    });
    statistics.minimum.assign(features, infinity);
    statistics.maximum.assign(features, -infinity);
    for (std::size_t thread = 0; thread < minima.size(); ++thread)
        for (std::size_t t = 0; t < features; ++t) {
            statistics.minimum[t] = std::min(statistics.minimum[t], minima[thread][t]);
            statistics.maximum[t] = std::max(statistics.maximum[t], maxima[thread][t]);
        }
    context.comm.min(statistics.minimum);
    context.comm.max(statistics.maximum);
}

template <class T>
void find_means(const Context& context, const Shard<T>& shard, ColumnStatistics& statistics) {
    const auto features = static_cast<std::size_t>(shard.features());
    auto sums = context.team.copies(std::vector<Limbs>(features));
    context.team.for_each(shard.tiles.count(), [&](std::int64_t i, int thread) {
        auto& sum = sums[static_cast<std::size_t>(thread)];
        for_each_column(shard.tiles.tile(i), [&](std::size_t t, const T* values, int count) {
            sum[t] += exact_sum(values, count, statistics.columns[t]);
        });
    });
    const std::vector<Limbs> total = all_sum(context.comm, sums);
    for (std::size_t t = 0; t < features; ++t)
        statistics.mean.push_back(statistics.columns[t].mean<double>(total[t], shard.global_rows));
}

template <class T>
double find_scatter(const Context& context, const Shard<T>& shard, const std::vector<double>& mean,
                    const FixedPoint& scale) {
    const auto rows = static_cast<std::size_t>(padded_rows<T>(shard.tiles.rows_per_tile()));
    auto squared = context.team.copies(std::vector<double>(rows));
    auto sums = context.team.copies(std::vector<Limbs>(1));
    context.team.for_each(shard.tiles.count(), [&](std::int64_t i, int thread) {
        const TileView<T> tile = shard.tiles.tile(i);
        double* mine = squared[static_cast<std::size_t>(thread)].data();
        squared_deviations(tile, mean.data(), mine);
        sums[static_cast<std::size_t>(thread)][0] += exact_sum(mine, tile.rows, scale);
    });
    return scale.value(all_sum(context.comm, sums)[0]);
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
    statistics.scatter = find_scatter(context, shard, statistics.mean, FixedPoint(bound, shard.global_rows));
    statistics.mean_variance = statistics.scatter / static_cast<double>(shard.global_rows) / shard.features();
    return statistics;
}

template ColumnStatistics column_statistics(const Context&, const Shard<float>&);
template ColumnStatistics column_statistics(const Context&, const Shard<double>&);

}  // namespace lloyd
