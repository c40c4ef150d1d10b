#include "lloyd/data/prepared_rows.hpp"

#include "lloyd/base/fault_point.hpp"
#include "lloyd/core/bounds/deviations.hpp"
#include "lloyd/core/exact/sums.hpp"
#include "lloyd/data/all_sum.hpp"
#include "lloyd/data/for_each_tile.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <utility>

namespace lloyd {

template <class T>
PreparedRows<T> prepare_rows(const Context& context, const Shard<T>& shard, Lanes lanes) {
    const Tiles<T>& tiles = shard.tiles;
    ColumnStatistics statistics = column_statistics(context, shard);
    PreparedRows<T> rows = agree(context.comm, [&] {
        TileSummaries summaries;
        if (tiles.is_spatial())
            summaries = TileSummaries(tiles.count(), tiles.features(), std::move(statistics.tile_sums));
        RoundedRows<T> rounded(tiles, {statistics.mean.begin(), statistics.mean.end()}, lanes, shard.workspace);
        return PreparedRows<T>{std::move(statistics), std::move(summaries), std::move(rounded)};
    });

    // One pass, so that a tile is read from memory once.
    const ColumnStatistics& columns = rows.statistics;
    const FixedPoint scale(squared_distance_bound(columns.minimum, columns.maximum), shard.global_rows);
    struct Mine {
        std::vector<double> squared;
        SummaryScratch summary;
        RoundingScratch<T> rounding;
        Limbs scatter;
    };
    const int most_rows = tiles.rows_per_tile();
    const Limbs scatter = agree(context.comm, [&] {
        PerThread<Mine> by_thread(context.team, [&] {
            return Mine{std::vector<double>(static_cast<std::size_t>(padded_rows<T>(most_rows))),
                        SummaryScratch(most_rows, tiles.features()),
                        RoundingScratch<T>(most_rows, tiles.features(), lanes), Limbs{}};
        });
        for_each_tile(context.team, tiles, [&](std::int64_t i, const TileView<T>& tile, int thread) {
            Mine& mine = by_thread[thread];
            squared_deviations(tile, columns.mean.data(), mine.squared.data());
            mine.scatter += exact_sum(mine.squared.data(), tile.rows, scale);
            if (!rows.summaries.empty()) rows.summaries.summarize(i, tile, columns.scales, mine.summary);
            rows.rounded.round(tile, i, mine.rounding);
        });
        fault_point(Phase::tile, context.comm.rank());
        return by_thread.sum(&Mine::scatter);
    });
    rows.statistics.scatter = scale.value(all_sum(context.comm, {scatter})[0]);
    rows.statistics.mean_variance = rows.statistics.scatter / static_cast<double>(shard.global_rows) / shard.features();
    return rows;
}

template PreparedRows<float> prepare_rows(const Context&, const Shard<float>&, Lanes);
template PreparedRows<double> prepare_rows(const Context&, const Shard<double>&, Lanes);

}  // namespace lloyd
