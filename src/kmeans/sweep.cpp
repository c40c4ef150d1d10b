#include "kmeans/sweep.hpp"

#include <algorithm>

namespace lloyd {

template <class T>
Sweep<T>::Sweep(const Team& team, const Shard<T>& shard, const Digest<T>& rows, int n_clusters, int n_init)
    : team_(team),
      shard_(shard),
      summaries_(rows.summaries),
      statistics_(rows.statistics),
      n_clusters_(n_clusters),
      labels_(shard.tiles.slots(), shard.tiles.count(), n_init, n_clusters),
      candidates_(rows.summaries, n_clusters, shard.features(), n_init),
      rows_(team, shard, rows.rounded, n_clusters, n_init),
      scratch_(static_cast<std::size_t>(team.size())) {
    const auto tile_rows = static_cast<std::size_t>(shard.tiles.rows_per_tile());
    team_.run([&](int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        scratch.changes.resize(static_cast<std::size_t>(n_init) * ClusterSums::size(n_clusters, shard.features()));
        scratch.moves.resize(tile_rows);
    });
}

template <class T>
std::span<std::int64_t> Sweep<T>::assign(std::span<Restart<T>* const> active) {
    constexpr std::int64_t group = TileSummaries::group_size;
    const std::size_t size = ClusterSums::size(n_clusters_, shard_.features());
    const std::int64_t tiles = shard_.tiles.count();
    team_.run([&](int thread) {
        std::fill_n(scratch_[static_cast<std::size_t>(thread)].changes.begin(), active.size() * size, 0);
    });
    team_.for_each(static_cast<std::int64_t>(active.size()), [&](std::int64_t i, int) {
        candidates_.set(*active[static_cast<std::size_t>(i)]);
        rows_.set(*active[static_cast<std::size_t>(i)], labels_);
    });
    team_.for_each((tiles + group - 1) / group, [&](std::int64_t g, int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        candidates_.take(g, active, scratch.group);
        for (std::int64_t tile = g * group; tile < std::min(tiles, (g + 1) * group); ++tile) {
            rows_.take(tile, thread);
            for (std::size_t i = 0; i < active.size(); ++i) {
                candidates_.find(i, *active[i], tile, scratch.group, scratch.candidates);
                assign_tile(*active[i], tile,
                            {std::span(scratch.changes).subspan(i * size, size), n_clusters_, shard_.features()},
                            thread);
            }
        }
    });
    rows_.end_sweep();
    add_up_threads(active.size() * size);
    return std::span(scratch_.front().changes).first(active.size() * size);
}

template <class T>
void Sweep<T>::assign_tile(const Restart<T>& restart, std::int64_t tile, ClusterSums changes, int thread) {
    Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
    ++scratch.tiles;
    const std::int32_t label = labels_.of_tile(restart.index, tile);
    if (scratch.candidates.centers.size() != 1) {
        const std::span<const std::int32_t> labels = rows_.assign(restart, tile, scratch.candidates, labels_, thread);
        if (labels.empty()) return;
        const bool is_first = label == no_cluster && !summaries_.empty();
        if (is_first) {
            // As if all rows had the likeliest label first: then few have to be added one by one.
            move_tile(tile, no_cluster, scratch.candidates.nearest, changes);
            labels_.set_tile(restart.index, tile, scratch.candidates.nearest);
        }
        const std::int64_t changed = changes.labels_changed();
        move_rows(tile, relabel(restart.index, tile, labels, scratch), changes);
        if (is_first) changes.labels_changed() = changed;
        return;
    }
    ++scratch.tiles_skipped;
    const std::int32_t only = scratch.candidates.centers[0];
    if (label == LabelStore::mixed) {
        scratch.labels.assign(static_cast<std::size_t>(shard_.tiles.tile(tile).rows), only);
        move_rows(tile, relabel(restart.index, tile, scratch.labels, scratch), changes);
    } else if (label != only) {
        move_tile(tile, label, only, changes);
    }
    labels_.set_tile(restart.index, tile, only);
}

/// All rows of a tile at once, by their exact sum.
template <class T>
void Sweep<T>::move_tile(std::int64_t tile, std::int32_t from, std::int32_t to, ClusterSums changes) const {
    const std::int64_t rows = shard_.tiles.tile(tile).rows;
    const std::span<const std::int64_t> sum = summaries_.sum(tile);
    for (std::size_t i = 0; i < sum.size(); ++i) changes.limbs(to)[i] += sum[i];
    changes.count(to) += rows;
    changes.labels_changed() += rows;
    if (from == no_cluster) return;
    for (std::size_t i = 0; i < sum.size(); ++i) changes.limbs(from)[i] -= sum[i];
    changes.count(from) -= rows;
}

/// Gives each of the tile's rows a label of its own; returns those that changed.
template <class T>
std::span<const Move> Sweep<T>::relabel(int restart, std::int64_t tile, std::span<const std::int32_t> labels,
                                        Scratch& scratch) {
    const int moved =
        labels_.exchange(restart, tile, labels.data(), static_cast<int>(labels.size()), scratch.moves.data());
    return std::span(scratch.moves).first(static_cast<std::size_t>(moved));
}

template <class T>
void Sweep<T>::move_rows(std::int64_t tile, std::span<const Move> moves, ClusterSums changes) const {
    for (const Move& move : moves) {
        ++changes.count(move.to);
        if (move.from != no_cluster) --changes.count(move.from);
    }
    changes.labels_changed() += static_cast<std::int64_t>(moves.size());
    lloyd::move_rows(shard_.tiles.tile(tile), statistics_.columns, moves, changes.limbs());
}

template <class T>
void Sweep<T>::add_up_threads(std::size_t size) {
    constexpr std::size_t slice = 4096;
    team_.for_each(static_cast<std::int64_t>((size + slice - 1) / slice), [&](std::int64_t i, int) {
        const std::size_t begin = static_cast<std::size_t>(i) * slice;
        const std::size_t end = std::min(begin + slice, size);
        for (std::size_t thread = 1; thread < scratch_.size(); ++thread)
            for (std::size_t j = begin; j < end; ++j) scratch_.front().changes[j] += scratch_[thread].changes[j];
    });
}

template <class T>
std::vector<std::vector<Limbs>> Sweep<T>::finish(std::span<Restart<T>> restarts, const FixedPoint& scale) {
    std::vector<Restart<T>*> all;
    for (Restart<T>& restart : restarts) all.push_back(&restart);
    assign(all);  // the sums are final already
    auto inertia = team_.copies(std::vector<Limbs>(restarts.size()));
    team_.for_each(shard_.tiles.count(), [&](std::int64_t tile, int thread) {
        add_inertia(restarts, tile, scale, scratch_[static_cast<std::size_t>(thread)],
                    inertia[static_cast<std::size_t>(thread)]);
    });
    return inertia;
}

/// Restarts that give all rows one label are measured together.
template <class T>
void Sweep<T>::add_inertia(std::span<Restart<T>> restarts, std::int64_t tile, const FixedPoint& scale, Scratch& scratch,
                           std::span<Limbs> inertia) {
    const TileView<T> view = shard_.tiles.tile(tile);
    scratch.together.clear();
    for (std::size_t i = 0; i < restarts.size(); ++i)
        if (labels_.of_tile(restarts[i].index, tile) == LabelStore::mixed)
            inertia[i] += exact_sum(own_distances_of(restarts[i], tile, scratch).data(), view.rows, scale);
        else
            scratch.together.push_back(i);
    if (scratch.together.empty()) return;
    scratch.centers.clear();
    for (const std::size_t i : scratch.together) {
        const T* const center = restarts[i].centers.row(labels_.of_tile(restarts[i].index, tile));
        scratch.centers.insert(scratch.centers.end(), center, center + view.features);
    }
    scratch.panels.pack({scratch.centers.data(), static_cast<std::int64_t>(scratch.together.size()), view.features});
    const auto padded = static_cast<std::size_t>(padded_rows<T>(view.rows));
    scratch.squared.resize(std::max(scratch.squared.size(), scratch.together.size() * padded));
    all_distances(view, scratch.panels, scratch.squared.data());
    scratch.measured_pairs += std::int64_t{view.rows} * scratch.panels.centers();
    for (std::size_t j = 0; j < scratch.together.size(); ++j)
        inertia[scratch.together[j]] += exact_sum(scratch.squared.data() + j * padded, view.rows, scale);
}

template <class T>
void Sweep<T>::for_each_distance(
    const Restart<T>& restart,
    const std::function<void(std::int64_t, std::span<const std::int32_t>, std::span<const T>, int)>& body) {
    team_.for_each(shard_.tiles.count(), [&](std::int64_t tile, int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        const std::span<const T> squared = own_distances_of(restart, tile, scratch);
        body(tile, std::span(scratch.labels).first(squared.size()), squared, thread);
    });
}

/// Labels of the rows in scratch.labels, too.
template <class T>
std::span<const T> Sweep<T>::own_distances_of(const Restart<T>& restart, std::int64_t tile, Scratch& scratch) {
    const TileView<T> view = shard_.tiles.tile(tile);
    const auto padded = static_cast<std::size_t>(padded_rows<T>(view.rows));
    scratch.labels.assign(padded, 0);
    labels_.copy(restart.index, tile, view.rows, scratch.labels.data());
    scratch.squared.resize(std::max(scratch.squared.size(), padded));
    own_distances(view, restart.centers.view(), scratch.labels.data(), scratch.squared.data());
    scratch.measured_pairs += view.rows;
    return std::span(scratch.squared).first(static_cast<std::size_t>(view.rows));
}

template <class T>
Work Sweep<T>::work() const {
    Work work = rows_.work();
    for (const Scratch& scratch : scratch_) {
        work.tiles += scratch.tiles;
        work.tiles_skipped += scratch.tiles_skipped;
        work.measured_pairs += scratch.measured_pairs;
    }
    return work;
}

template <class T>
std::vector<std::int32_t> Sweep<T>::labels_of(int restart) const {
    const Tiles<T>& tiles = shard_.tiles;
    Buffer<std::int32_t> of_slots(static_cast<std::size_t>(tiles.slots()));
    team_.for_each(tiles.count(), [&](std::int64_t tile, int) {
        labels_.copy(restart, tile, tiles.tile(tile).rows, of_slots.data() + tiles.first_slot(tile));
    });
    std::vector<std::int32_t> labels;
    labels.reserve(static_cast<std::size_t>(tiles.rows()));
    advise_huge_pages(reinterpret_cast<std::byte*>(labels.data()), labels.capacity() * sizeof(std::int32_t));
    labels.resize(static_cast<std::size_t>(tiles.rows()));
    team_.run([&](int thread) {
        const RowRange part = shard_range(tiles.rows(), thread, team_.size());
        for (std::int64_t row = part.begin; row < part.end; ++row)
            labels[static_cast<std::size_t>(row)] = of_slots[static_cast<std::size_t>(tiles.slot(row))];
    });
    return labels;
}

template class Sweep<float>;
template class Sweep<double>;

}  // namespace lloyd
