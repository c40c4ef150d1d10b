#include "lloyd/metrics/cluster_statistics.hpp"

#include "lloyd/core/kernels.hpp"
#include "lloyd/data/all_sum.hpp"

#include <algorithm>
#include <cmath>

namespace lloyd {

namespace {

/// Calls body(label, squared distance to the nearest centre, thread) for every row.
template <class T, class Body>
void for_each_row(const Team& team, const Shard<T>& shard, const Panels<T>& centers, Body&& body) {
    const auto padded = static_cast<std::size_t>(padded_rows<T>(shard.tiles.rows_per_tile()));
    auto labels = team.copies(std::vector<std::int32_t>(padded));
    auto distances = team.copies(std::vector<T>(padded));
    team.for_each(shard.tiles.count(), [&](std::int64_t index, int thread) {
        const auto of_thread = static_cast<std::size_t>(thread);
        const TileView<T> tile = shard.tiles.tile(index);
        nearest(tile, centers, labels[of_thread].data(), distances[of_thread].data());
        for (std::size_t i = 0; i < static_cast<std::size_t>(tile.rows); ++i)
            body(static_cast<std::size_t>(labels[of_thread][i]), static_cast<double>(distances[of_thread][i]),
                 of_thread);
    });
}

}  // namespace

template <class T>
ClusterStatistics cluster_statistics(const Context& context, const Shard<T>& shard, MatrixView<const T> centers) {
    const Panels<T> panels(centers);
    const auto clusters = static_cast<std::size_t>(centers.rows);

    auto farthest = context.team.copies(std::vector<double>(clusters));
    for_each_row(context.team, shard, panels, [&](std::size_t label, double squared_distance, std::size_t thread) {
        farthest[thread][label] = std::max(farthest[thread][label], squared_distance);
    });
    std::vector<double> maxima(clusters);
    for (const auto& of_thread : farthest)
        for (std::size_t j = 0; j < clusters; ++j) maxima[j] = std::max(maxima[j], of_thread[j]);
    context.comm.max(std::span<double>(maxima));

    const FixedPoint scale(*std::max_element(maxima.begin(), maxima.end()), shard.global_rows);
    auto sums = context.team.copies(std::vector<Limbs>(clusters));
    for_each_row(context.team, shard, panels, [&](std::size_t label, double squared_distance, std::size_t thread) {
        sums[thread][label] += scale.split(squared_distance);
    });
    const std::vector<Limbs> inertia = all_sum(context.comm, sums);

    ClusterStatistics statistics;
    for (std::size_t j = 0; j < clusters; ++j) {
        statistics.inertia.push_back(scale.value(inertia[j]));
        statistics.radius.push_back(std::sqrt(maxima[j]));
    }
    return statistics;
}

template ClusterStatistics cluster_statistics(const Context&, const Shard<float>&, MatrixView<const float>);
template ClusterStatistics cluster_statistics(const Context&, const Shard<double>&, MatrixView<const double>);

}  // namespace lloyd
