#include "lloyd/data/column_statistics.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/base/fault_point.hpp"
#include "lloyd/core/exact/sums.hpp"
#include "lloyd/data/all_sum.hpp"
#include "lloyd/data/for_each_tile.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/per_thread.hpp"

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
    struct Sums {
        std::vector<std::int64_t> limbs;  ///< of a tile that keeps none
        std::vector<Limbs> columns;
    };
    const std::vector<Limbs> local = agree(context.comm, [&] {
        if (keeps) statistics.tile_sums.resize(static_cast<std::size_t>(shard.tiles.count()) * stride);
        PerThread<Sums> by_thread(context.team, {std::vector<std::int64_t>(stride), std::vector<Limbs>(features)});
        for_each_tile(context.team, shard.tiles, [&](std::int64_t i, const TileView<T>& tile, int thread) {
            Sums& mine = by_thread[thread];
            std::int64_t* const limbs =
                keeps ? statistics.tile_sums.data() + static_cast<std::size_t>(i) * stride : mine.limbs.data();
            if (!keeps) std::ranges::fill(mine.limbs, 0);
            add_columns(tile, statistics.scales, limbs);
            for (std::size_t t = 0; t < features; ++t) mine.columns[t] += {limbs[t], limbs[features + t]};
        });
        fault_point(Phase::tile, context.comm.rank());
        return by_thread.sum(&Sums::columns);
    });
    const std::vector<Limbs> total = all_sum(context.comm, local);
    for (std::size_t t = 0; t < features; ++t)
        statistics.mean.push_back(statistics.scales[t].mean<double>(total[t], shard.global_rows));
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
        statistics.scales.emplace_back(std::max(std::abs(statistics.minimum[t]), std::abs(statistics.maximum[t])),
                                       shard.global_rows);
    find_means(context, shard, statistics);
    return statistics;
}

template ColumnStatistics column_statistics(const Context&, const Shard<float>&);
template ColumnStatistics column_statistics(const Context&, const Shard<double>&);

}  // namespace lloyd
