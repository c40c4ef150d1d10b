#include "kmeans/sweep.hpp"

#include <algorithm>

namespace lloyd {

template <class T>
Sweep<T>::Sweep(const Team& team, const Shard<T>& shard, std::span<const FixedPoint> columns, int n_clusters,
                int n_init)
    : team_(team),
      shard_(shard),
      columns_(columns),
      n_clusters_(n_clusters),
      labels_(shard.tiles.rows(), n_init, n_clusters),
      scratch_(static_cast<std::size_t>(team.size())) {
    const auto rows = static_cast<std::size_t>(padded_rows<T>(shard.tiles.rows_per_tile()));
    team_.run([&](int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        scratch.changes.resize(static_cast<std::size_t>(n_init) * ClusterSums::size(n_clusters, shard.features()));
        scratch.labels.resize(rows);
        scratch.squared_distances.resize(rows);
        scratch.limbs.resize(rows * static_cast<std::size_t>(limb_stride(shard.features())));
        scratch.is_split.resize(rows);
        scratch.moves.resize(rows);
    });
    team_.for_each(shard.tiles.count(), [&](std::int64_t tile, int) {
        for (int restart = 0; restart < n_init; ++restart)
            labels_.clear(restart, shard.tiles.first_row(tile), shard.tiles.tile(tile).rows);
    });
}

template <class T>
std::span<std::int64_t> Sweep<T>::assign(std::span<Restart<T>* const> active) {
    const std::size_t size = active.size() * ClusterSums::size(n_clusters_, shard_.features());
    team_.run([&](int thread) { std::fill_n(scratch_[static_cast<std::size_t>(thread)].changes.begin(), size, 0); });
    team_.for_each(shard_.tiles.count(), [&](std::int64_t tile, int thread) {
        assign_tile(active, tile, scratch_[static_cast<std::size_t>(thread)]);
    });
    add_up_threads(size);
    return std::span(scratch_.front().changes).first(size);
}

template <class T>
void Sweep<T>::assign_tile(std::span<Restart<T>* const> active, std::int64_t index, Scratch& scratch) {
    const TileView<T> tile = shard_.tiles.tile(index);
    const std::size_t size = ClusterSums::size(n_clusters_, shard_.features());
    std::fill(scratch.is_split.begin(), scratch.is_split.end(), char{0});
    for (std::size_t i = 0; i < active.size(); ++i) {
        nearest(tile, active[i]->panels, scratch.labels.data(), scratch.squared_distances.data());
        const int moved = labels_.exchange(active[i]->index, shard_.tiles.first_row(index), scratch.labels.data(),
                                           tile.rows, scratch.moves.data());
        if (moved == 0) continue;
        const std::span<const Move> moves = std::span(scratch.moves).first(static_cast<std::size_t>(moved));
        const ClusterSums changes(std::span(scratch.changes).subspan(i * size, size), n_clusters_, shard_.features());
        split_moved_rows(tile, moves, scratch);
        move_rows(scratch.limbs.data(), limb_stride(shard_.features()), moves, changes.limbs());
        for (const Move& move : moves) {
            ++changes.count(move.to);
            if (move.from != no_cluster) --changes.count(move.from);
        }
        changes.labels_changed() += moved;
    }
}

template <class T>
void Sweep<T>::split_moved_rows(const TileView<T>& tile, std::span<const Move> moves, Scratch& scratch) {
    for (const Move& move : moves) {
        char& is_split = scratch.is_split[static_cast<std::size_t>(move.row)];
        if (is_split == 0)
            split_row(tile, move.row, columns_,
                      scratch.limbs.data() + static_cast<std::int64_t>(move.row) * limb_stride(shard_.features()));
        is_split = 1;
    }
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
    auto inertia = team_.copies(std::vector<Limbs>(restarts.size()));
    team_.for_each(shard_.tiles.count(), [&](std::int64_t index, int thread) {
        const TileView<T> tile = shard_.tiles.tile(index);
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        for (std::size_t i = 0; i < restarts.size(); ++i) {
            nearest(tile, restarts[i].panels, scratch.labels.data(), scratch.squared_distances.data());
            labels_.exchange(restarts[i].index, shard_.tiles.first_row(index), scratch.labels.data(), tile.rows,
                             scratch.moves.data());
            inertia[static_cast<std::size_t>(thread)][i] +=
                exact_sum(scratch.squared_distances.data(), tile.rows, scale);
        }
    });
    return inertia;
}

template class Sweep<float>;
template class Sweep<double>;

}  // namespace lloyd
