#include "kmeans/sweep.hpp"

#include <algorithm>
#include <utility>

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
        scratch.limbs.resize(tile_rows * static_cast<std::size_t>(limb_stride(shard.features())));
        scratch.is_split.resize(tile_rows);
        scratch.is_present.resize(static_cast<std::size_t>(n_clusters));
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
            std::fill(scratch.is_split.begin(), scratch.is_split.end(), char{0});
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
    std::int32_t& label = labels_.of_tile(restart.index, tile);
    ++scratch.tiles;
    if (scratch.candidates.centers.size() != 1) {
        const std::span<const std::int32_t> labels = rows_.assign(restart, tile, scratch.candidates, labels_, thread);
        if (!labels.empty()) move_rows(tile, relabel(restart.index, tile, labels, scratch), changes, scratch);
        return;
    }
    ++scratch.tiles_skipped;
    const std::int32_t only = scratch.candidates.centers[0];
    if (label == LabelStore::mixed) {
        scratch.labels.assign(static_cast<std::size_t>(shard_.tiles.tile(tile).rows), only);
        move_rows(tile, relabel(restart.index, tile, scratch.labels, scratch), changes, scratch);
    } else if (label != only) {
        move_tile(tile, label, only, changes);
    }
    label = only;
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
    const int rows = static_cast<int>(labels.size());
    const std::int64_t first = shard_.tiles.first_slot(tile);
    std::int32_t& label = labels_.of_tile(restart, tile);
    if (label != LabelStore::mixed) labels_.fill(restart, first, rows, label);
    label = LabelStore::mixed;
    const int moved = labels_.exchange(restart, first, labels.data(), rows, scratch.moves.data());
    return std::span(scratch.moves).first(static_cast<std::size_t>(moved));
}

/// A row is split once for all restarts that move it.
template <class T>
void Sweep<T>::move_rows(std::int64_t index, std::span<const Move> moves, ClusterSums changes, Scratch& scratch) const {
    if (moves.empty()) return;
    const TileView<T> tile = shard_.tiles.tile(index);
    const int stride = limb_stride(shard_.features());
    for (const Move& move : moves) {
        char& is_split = scratch.is_split[static_cast<std::size_t>(move.row)];
        if (is_split == 0)
            split_row(tile, move.row, statistics_.columns,
                      scratch.limbs.data() + static_cast<std::int64_t>(move.row) * stride);
        is_split = 1;
        ++changes.count(move.to);
        if (move.from != no_cluster) --changes.count(move.from);
    }
    lloyd::move_rows(scratch.limbs.data(), stride, moves, changes.limbs());
    changes.labels_changed() += static_cast<std::int64_t>(moves.size());
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
        for (std::size_t i = 0; i < restarts.size(); ++i) {
            const std::span<const T> squared = measure_own(restarts[i], tile, thread).squared_distances;
            inertia[static_cast<std::size_t>(thread)][i] +=
                exact_sum(squared.data(), static_cast<int>(squared.size()), scale);
        }
    });
    return inertia;
}

template <class T>
void Sweep<T>::for_each_distance(
    const Restart<T>& restart,
    const std::function<void(std::int64_t, std::span<const std::int32_t>, std::span<const T>, int)>& body) {
    team_.for_each(shard_.tiles.count(), [&](std::int64_t tile, int thread) {
        const auto measured = measure_own(restart, tile, thread);
        body(tile, measured.labels, measured.squared_distances, thread);
    });
}

/// The nearest of the centres that rows of the tile belong to is the nearest of all.
template <class T>
typename RowAssigner<T>::Measured Sweep<T>::measure_own(const Restart<T>& restart, std::int64_t tile, int thread) {
    Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
    const std::int32_t label = labels_.of_tile(restart.index, tile);
    scratch.present.assign(1, label);
    if (label == LabelStore::mixed) {
        const int rows = shard_.tiles.tile(tile).rows;
        scratch.labels.resize(static_cast<std::size_t>(rows));
        labels_.copy(restart.index, shard_.tiles.first_slot(tile), rows, scratch.labels.data());
        scratch.present.clear();
        for (const std::int32_t of_row : scratch.labels)
            if (!std::exchange(scratch.is_present[static_cast<std::size_t>(of_row)], true))
                scratch.present.push_back(of_row);
        std::sort(scratch.present.begin(), scratch.present.end());
        for (const std::int32_t cluster : scratch.present)
            scratch.is_present[static_cast<std::size_t>(cluster)] = false;
    }
    rows_.take(tile, thread);
    return rows_.measure(restart, tile, scratch.present, thread);
}

template <class T>
Work Sweep<T>::work() const {
    Work work = rows_.work();
    for (const Scratch& scratch : scratch_) {
        work.tiles += scratch.tiles;
        work.tiles_skipped += scratch.tiles_skipped;
    }
    return work;
}

template <class T>
std::vector<std::int32_t> Sweep<T>::labels_of(int restart) {
    const Tiles<T>& tiles = shard_.tiles;
    team_.for_each(tiles.count(), [&](std::int64_t tile, int) {
        const std::int32_t label = labels_.of_tile(restart, tile);
        if (label != LabelStore::mixed) labels_.fill(restart, tiles.first_slot(tile), tiles.tile(tile).rows, label);
    });
    std::vector<std::int32_t> labels(static_cast<std::size_t>(tiles.rows()));
    team_.run([&](int thread) {
        const RowRange part = shard_range(tiles.rows(), thread, team_.size());
        for (std::int64_t row = part.begin; row < part.end; ++row)
            labels[static_cast<std::size_t>(row)] = labels_.get(restart, tiles.slot(row));
    });
    return labels;
}

template class Sweep<float>;
template class Sweep<double>;

}  // namespace lloyd
