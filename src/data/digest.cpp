#include "lloyd/data/digest.hpp"

#include "lloyd/core/kernels.hpp"
#include "lloyd/data/all_sum.hpp"
#include "lloyd/parallel/agree.hpp"

#include <utility>

namespace lloyd {

template <class T>
Digest<T> digest(const Context& context, const Shard<T>& shard, Lanes lanes, std::span<std::byte> workspace) {
    ColumnStatistics statistics = column_statistics(context, shard);
    const Tiles<T>& tiles = shard.tiles;
    Digest<T> digest = agree(context.comm, [&] {
        TileSummaries summaries;
        if (tiles.is_spatial())
            summaries = TileSummaries(tiles.count(), tiles.features(), std::move(statistics.tile_sums));
        RoundedRows<T> rounded(tiles, {statistics.mean.begin(), statistics.mean.end()}, lanes, workspace);
        return Digest<T>{std::move(statistics), std::move(summaries), std::move(rounded)};
    });

    // One pass, so that a tile is read from memory once.
    const ColumnStatistics& columns = digest.statistics;
    const FixedPoint scale(squared_distance_bound(columns.minimum, columns.maximum), shard.global_rows);
    const auto padded = static_cast<std::size_t>(padded_rows<T>(tiles.rows_per_tile()));
    auto squared = context.team.copies(std::vector<double>(padded));
    auto scatter = context.team.copies(std::vector<Limbs>(1));
    context.team.for_each(tiles.count(), [&](std::int64_t i, int thread) {
        const TileView<T> tile = tiles.tile(i);
        double* const mine = squared[static_cast<std::size_t>(thread)].data();
        squared_deviations(tile, columns.mean.data(), mine);
        scatter[static_cast<std::size_t>(thread)][0] += exact_sum(mine, tile.rows, scale);
        if (!digest.summaries.empty()) digest.summaries.summarize(i, tile, columns.columns);
        digest.rounded.round(tile, i);
    });
    digest.statistics.scatter = scale.value(all_sum(context.comm, scatter)[0]);
    digest.statistics.mean_variance =
        digest.statistics.scatter / static_cast<double>(shard.global_rows) / shard.features();
    return digest;
}

template Digest<float> digest(const Context&, const Shard<float>&, Lanes, std::span<std::byte>);
template Digest<double> digest(const Context&, const Shard<double>&, Lanes, std::span<std::byte>);

}  // namespace lloyd
