#include "lloyd/metrics/cluster_statistics.hpp"

#include "lloyd/base/buffer.hpp"
#include "lloyd/base/fault_point.hpp"
#include "lloyd/core/exact/fixed_point.hpp"
#include "lloyd/core/exact/nearest.hpp"
#include "lloyd/data/all_sum.hpp"
#include "lloyd/data/for_each_tile.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lloyd {

namespace {

/// A rank's rows as tiles hold them: labels, and squared distances to the centres these name. [slot]
template <class T>
struct LabelledSlots {
    explicit LabelledSlots(std::int64_t slots)
        : labels(static_cast<std::size_t>(slots)), squared_distances(static_cast<std::size_t>(slots)) {}

    Buffer<std::int32_t> labels;  ///< 0 where there is no row
    Buffer<T> squared_distances;
};

template <class T>
void place_labels(const Team& team, const Tiles<T>& tiles, std::span<const std::int32_t> labels,
                  Buffer<std::int32_t>& by_slot) {
    team.run([&](int thread) {
        const RowRange part = part_of(tiles.slots(), thread, team.size());
        std::fill(by_slot.data() + part.begin, by_slot.data() + part.end, 0);
    });
    team.run([&](int thread) {
        const RowRange part = part_of(tiles.rows(), thread, team.size());
        for (std::int64_t row = part.begin; row < part.end; ++row)
            by_slot[static_cast<std::size_t>(tiles.slot(row))] = labels[static_cast<std::size_t>(row)];
    });
}

template <class T>
LabelledSlots<T> measured_slots(const Team& team, const Tiles<T>& tiles, MatrixView<const T> centers,
                                std::span<const std::int32_t> labels) {
    LabelledSlots<T> rows(tiles.slots());
    place_labels(team, tiles, labels, rows.labels);
    for_each_tile(team, tiles, [&](std::int64_t tile, const TileView<T>& view, int) {
        const std::int64_t first = tiles.first_slot(tile);
        own_distances(view, centers, rows.labels.data() + first, rows.squared_distances.data() + first);
    });
    return rows;
}

/// body(label, squared distance, thread) for every row.
template <class T, class Body>
void for_each_row(const Team& team, const Tiles<T>& tiles, const LabelledSlots<T>& rows, const Body& body) {
    for_each_tile(team, tiles, [&](std::int64_t tile, const TileView<T>& view, int thread) {
        const auto first = static_cast<std::size_t>(tiles.first_slot(tile));
        for (std::size_t slot = first; slot < first + static_cast<std::size_t>(view.rows); ++slot)
            body(static_cast<std::size_t>(rows.labels[slot]), static_cast<double>(rows.squared_distances[slot]),
                 thread);
    });
}

}  // namespace

template <class T>
ClusterStatistics cluster_statistics(const Context& context, const Shard<T>& shard, MatrixView<const T> centers,
                                     std::span<const std::int32_t> labels) {
    const Team& team = context.team;
    const Tiles<T>& tiles = shard.tiles;
    const auto clusters = static_cast<std::size_t>(centers.rows);
    const LabelledSlots<T> rows = agree(context.comm, [&] { return measured_slots(team, tiles, centers, labels); });

    // The largest first: it sets the scale of the sums.
    std::vector<double> maxima = agree(context.comm, [&] {
        PerThread<std::vector<double>> farthest(team, std::vector<double>(clusters));
        for_each_row(team, tiles, rows, [&](std::size_t label, double squared_distance, int thread) {
            farthest[thread][label] = std::max(farthest[thread][label], squared_distance);
        });
        fault_point(Phase::metrics, context.comm.rank());
        return farthest.reduce([](std::vector<double>& all, const std::vector<double>& mine) {
            for (std::size_t j = 0; j < all.size(); ++j) all[j] = std::max(all[j], mine[j]);
        });
    });
    context.comm.max(std::span<double>(maxima));

    const FixedPoint scale(*std::max_element(maxima.begin(), maxima.end()), shard.global_rows);
    const std::vector<Limbs> mine = agree(context.comm, [&] {
        PerThread<std::vector<Limbs>> sums(team, std::vector<Limbs>(clusters));
        for_each_row(team, tiles, rows, [&](std::size_t label, double squared_distance, int thread) {
            sums[thread][label] += scale.split(squared_distance);
        });
        return sums.sum();
    });
    const std::vector<Limbs> inertia = all_sum(context.comm, mine);

    ClusterStatistics statistics;
    for (std::size_t j = 0; j < clusters; ++j) {
        statistics.inertia.push_back(scale.value(inertia[j]));
        statistics.radius.push_back(std::sqrt(maxima[j]));
    }
    return statistics;
}

#define LLOYD_INSTANTIATE(T)                                                                            \
    template ClusterStatistics cluster_statistics(const Context&, const Shard<T>&, MatrixView<const T>, \
                                                  std::span<const std::int32_t>)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
