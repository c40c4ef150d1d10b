#include "kmeans/assignment.hpp"

#include "lloyd/core/exact/nearest.hpp"
#include "lloyd/core/exact/transfer_limbs.hpp"
#include "lloyd/data/for_each_tile.hpp"

#include <algorithm>

namespace lloyd {

template <class T>
Assignment<T>::Assignment(const Team& team, const Shard<T>& shard, const PreparedRows<T>& rows, int n_clusters,
                          int n_init)
    : team_(team),
      shard_(shard),
      summaries_(rows.summaries),
      statistics_(rows.statistics),
      n_clusters_(n_clusters),
      labels_(shard.tiles.slots(), shard.tiles.count(), n_init, n_clusters),
      labeller_(team, shard, rows.rounded, n_clusters, n_init),
      by_thread_(team, [&] {
          Scratch mine{.changes = {},
                       .finder = {rows.summaries, shard.features()},
                       .near = {},
                       .labels = {},
                       .together = {},
                       .centers = {},
                       .panels = {},
                       .squared = {},
                       .relabelled = std::vector<Relabel>(static_cast<std::size_t>(shard.tiles.rows_per_tile())),
                       .work = {}};
          mine.changes.resize(IterationMessage::size(static_cast<std::size_t>(n_init), n_clusters, shard.features()));
          return mine;
      }) {
    for (int i = 0; i < n_init; ++i) centers_.emplace_back(n_clusters, rows);
}

template <class T>
IterationMessage Assignment<T>::sweep(std::span<Restart<T>* const> active) {
    const std::size_t size = IterationMessage::size(active.size(), n_clusters_, shard_.features());
    team_.run([&](int thread) { std::fill_n(by_thread_[thread].changes.begin(), size, 0); });
    team_.for_each(std::ssize(active), [&](std::int64_t i, int) {
        const Restart<T>& restart = *active[static_cast<std::size_t>(i)];
        centers_[static_cast<std::size_t>(restart.index)].set(restart.centers.view());
        labeller_.begin_sweep(restart, labels_);
    });
    std::vector<const Centers<T>*> centers;
    for (const Restart<T>* restart : active) centers.push_back(&centers_of(*restart));

    for_each_group(
        team_, shard_.tiles, TileSummaries::group_size, [&](std::int64_t group, TileRange tiles, int thread) {
            Scratch& mine = by_thread_[thread];
            const IterationMessage changes(std::span(mine.changes).first(size), n_clusters_, shard_.features());
            const auto measured = mine.finder.measure(group, tiles, centers);
            for (std::int64_t tile = tiles.begin; tile < tiles.end; ++tile) {
                TileRows<T> rows = labeller_.rows_of(tile, thread);
                for (std::size_t i = 0; i < active.size(); ++i) {
                    measured.find(i, tile, mine.near);
                    assign_tile(*active[i], tile, rows, changes.changes(i), thread);
                }
            }
        });
    labeller_.end_sweep();
    return add_up_threads(active.size());
}

template <class T>
void Assignment<T>::assign_tile(const Restart<T>& restart, std::int64_t tile, TileRows<T>& rows, ClusterSums changes,
                                int thread) {
    Scratch& mine = by_thread_[thread];
    ++mine.work.tiles;
    const std::int32_t label = labels_.tile_label(restart.index, tile);
    if (mine.near.centers.size() != 1) {
        const std::span<const std::int32_t> labels =
            labeller_.label(rows, {restart.index, tile, centers_of(restart), mine.near}, labels_, thread);
        if (labels.empty()) return;
        const bool is_first = label == no_cluster && !summaries_.empty();
        if (is_first) {
            // As if all rows had the likeliest label first: then few have to be added one by one.
            transfer_tile(tile, no_cluster, mine.near.nearest, changes);
            labels_.set_tile(restart.index, tile, mine.near.nearest);
        }
        const std::int64_t changed = changes.labels_changed();
        relabel_rows(restart.index, tile, labels, mine, changes);
        if (is_first) changes.labels_changed() = changed;
        return;
    }
    ++mine.work.tiles_skipped;
    const std::int32_t only = mine.near.centers[0];
    if (label == LabelStore::mixed) {
        mine.labels.assign(static_cast<std::size_t>(rows.count()), only);
        relabel_rows(restart.index, tile, mine.labels, mine, changes);
    } else if (label != only) {
        transfer_tile(tile, label, only, changes);
    }
    labels_.set_tile(restart.index, tile, only);
}

/// All rows of a tile at once, by their exact sum.
template <class T>
void Assignment<T>::transfer_tile(std::int64_t tile, std::int32_t from, std::int32_t to, ClusterSums changes) const {
    const std::int64_t rows = shard_.tiles.tile(tile).rows;
    const std::span<const std::int64_t> sum = summaries_.sum(tile);
    for (std::size_t i = 0; i < sum.size(); ++i) changes.limbs(to)[i] += sum[i];
    changes.count(to) += rows;
    changes.labels_changed() += rows;
    if (from == no_cluster) return;
    for (std::size_t i = 0; i < sum.size(); ++i) changes.limbs(from)[i] -= sum[i];
    changes.count(from) -= rows;
}

/// Gives each of the tile's rows a label of its own; those that changed take their limbs along.
template <class T>
void Assignment<T>::relabel_rows(int restart, std::int64_t tile, std::span<const std::int32_t> labels, Scratch& mine,
                                 ClusterSums changes) {
    const int count =
        labels_.exchange(restart, tile, labels.data(), static_cast<int>(labels.size()), mine.relabelled.data());
    const auto relabelled = std::span<const Relabel>(mine.relabelled).first(static_cast<std::size_t>(count));
    for (const Relabel& row : relabelled) {
        ++changes.count(row.to);
        if (row.from != no_cluster) --changes.count(row.from);
    }
    changes.labels_changed() += count;
    transfer_limbs(shard_.tiles.tile(tile), statistics_.scales, relabelled, changes.limbs());
}

template <class T>
IterationMessage Assignment<T>::message(std::size_t restarts) {
    const std::size_t size = IterationMessage::size(restarts, n_clusters_, shard_.features());
    return {std::span(by_thread_[0].changes).first(size), n_clusters_, shard_.features()};
}

/// Into the first thread's message, each thread a part of it.
template <class T>
IterationMessage Assignment<T>::add_up_threads(std::size_t restarts) {
    constexpr std::size_t slice = 4096;
    const IterationMessage all = message(restarts);
    const std::span<std::int64_t> total = all.values();
    const std::size_t size = total.size();
    team_.for_each(static_cast<std::int64_t>((size + slice - 1) / slice), [&](std::int64_t i, int) {
        const std::size_t begin = static_cast<std::size_t>(i) * slice;
        const std::size_t end = std::min(begin + slice, size);
        for (int thread = 1; thread < team_.size(); ++thread)
            for (std::size_t j = begin; j < end; ++j) total[j] += by_thread_[thread].changes[j];
    });
    return all;
}

template <class T>
std::vector<Limbs> Assignment<T>::finish(std::span<Restart<T>> restarts, const FixedPoint& scale) {
    std::vector<Restart<T>*> all;
    for (Restart<T>& restart : restarts) all.push_back(&restart);
    sweep(all);  // the sums are final already
    PerThread<std::vector<Limbs>> inertia(team_, std::vector<Limbs>(restarts.size()));
    for_each_tile(team_, shard_.tiles, [&](std::int64_t tile, const TileView<T>&, int thread) {
        add_inertia(restarts, tile, scale, by_thread_[thread], inertia[thread]);
    });
    return inertia.sum();
}

/// Restarts that give all rows one label are measured together.
template <class T>
void Assignment<T>::add_inertia(std::span<Restart<T>> restarts, std::int64_t tile, const FixedPoint& scale,
                                Scratch& mine, std::span<Limbs> inertia) {
    const TileView<T> view = shard_.tiles.tile(tile);
    mine.together.clear();
    for (std::size_t i = 0; i < restarts.size(); ++i)
        if (labels_.tile_label(restarts[i].index, tile) == LabelStore::mixed)
            inertia[i] += exact_sum(own_distances_of(restarts[i], tile, mine).data(), view.rows, scale);
        else
            mine.together.push_back(i);
    if (mine.together.empty()) return;
    mine.centers.clear();
    for (const std::size_t i : mine.together) {
        const T* const center = restarts[i].centers.row(labels_.tile_label(restarts[i].index, tile));
        mine.centers.insert(mine.centers.end(), center, center + view.features);
    }
    mine.panels.pack({mine.centers.data(), std::ssize(mine.together), view.features});
    const auto padded = static_cast<std::size_t>(padded_rows<T>(view.rows));
    mine.squared.resize(std::max(mine.squared.size(), mine.together.size() * padded));
    all_distances(view, mine.panels, mine.squared.data());
    mine.work.measured_pairs += std::int64_t{view.rows} * mine.panels.centers();
    for (std::size_t j = 0; j < mine.together.size(); ++j)
        inertia[mine.together[j]] += exact_sum(mine.squared.data() + j * padded, view.rows, scale);
}

template <class T>
void Assignment<T>::for_each_distance(const Restart<T>& restart, const std::function<void(const AssignedTile&)>& body) {
    for_each_tile(team_, shard_.tiles, [&](std::int64_t tile, const TileView<T>&, int thread) {
        Scratch& mine = by_thread_[thread];
        const std::span<const T> squared = own_distances_of(restart, tile, mine);
        body({tile, std::span(mine.labels).first(squared.size()), squared, thread});
    });
}

/// Labels of the rows in mine.labels, too.
template <class T>
std::span<const T> Assignment<T>::own_distances_of(const Restart<T>& restart, std::int64_t tile, Scratch& mine) {
    const TileView<T> view = shard_.tiles.tile(tile);
    const auto padded = static_cast<std::size_t>(padded_rows<T>(view.rows));
    mine.labels.assign(padded, 0);
    labels_.copy(restart.index, tile, view.rows, mine.labels.data());
    mine.squared.resize(std::max(mine.squared.size(), padded));
    own_distances(view, centers_of(restart).values(), mine.labels.data(), mine.squared.data());
    mine.work.measured_pairs += view.rows;
    return std::span(mine.squared).first(static_cast<std::size_t>(view.rows));
}

template <class T>
Work Assignment<T>::work() const {
    Work work = labeller_.work();
    work += by_thread_.sum(&Scratch::work);
    return work;
}

template <class T>
std::vector<std::int32_t> Assignment<T>::labels_of(int restart) const {
    const Tiles<T>& tiles = shard_.tiles;
    std::vector<std::int32_t> labels;
    labels.reserve(static_cast<std::size_t>(tiles.rows()));
    advise_huge_pages(reinterpret_cast<std::byte*>(labels.data()), labels.capacity() * sizeof(std::int32_t));
    labels.resize(static_cast<std::size_t>(tiles.rows()));
    Buffer<std::int32_t> sorted(tiles.is_spatial() ? static_cast<std::size_t>(tiles.slots()) : 0);
    std::int32_t* const by_slot = tiles.is_spatial() ? sorted.data() : labels.data();
    for_each_tile(team_, tiles, [&](std::int64_t tile, const TileView<T>& view, int) {
        labels_.copy(restart, tile, view.rows, by_slot + tiles.first_slot(tile));
    });
    if (!tiles.is_spatial()) return labels;
    team_.run([&](int thread) {
        const RowRange part = part_of(tiles.rows(), thread, team_.size());
        for (std::int64_t row = part.begin; row < part.end; ++row)
            labels[static_cast<std::size_t>(row)] = by_slot[tiles.slot(row)];
    });
    return labels;
}

template class Assignment<float>;
template class Assignment<double>;

}  // namespace lloyd
