#include "kmeans/sweep.hpp"

#include <algorithm>
#include <numeric>

namespace lloyd {

template <class T>
Sweep<T>::Sweep(const Team& team, const Shard<T>& shard, const TileSummaries& summaries,
                const ColumnStatistics& statistics, int n_clusters, int n_init)
    : team_(team),
      shard_(shard),
      summaries_(summaries),
      statistics_(statistics),
      test_(TileTest::of<T>(shard.features())),
      n_clusters_(n_clusters),
      labels_(shard.tiles.slots(), shard.tiles.count(), n_init, n_clusters),
      views_(static_cast<std::size_t>(n_init)),
      scratch_(static_cast<std::size_t>(team.size())) {
    const auto rows = static_cast<std::size_t>(padded_rows<T>(shard.tiles.rows_per_tile()));
    team_.run([&](int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        scratch.changes.resize(static_cast<std::size_t>(n_init) * ClusterSums::size(n_clusters, shard.features()));
        scratch.to_centers.resize(static_cast<std::size_t>(summaries.empty() ? 0 : n_init) *
                                  static_cast<std::size_t>(n_clusters * TileSummaries::group_size));
        scratch.labels.resize(rows);
        scratch.squared_distances.resize(rows);
        scratch.limbs.resize(rows * static_cast<std::size_t>(limb_stride(shard.features())));
        scratch.is_split.resize(rows);
        scratch.moves.resize(rows);
    });
}

template <class T>
std::span<std::int64_t> Sweep<T>::assign(std::span<Restart<T>* const> active) {
    const std::size_t size = ClusterSums::size(n_clusters_, shard_.features());
    team_.run([&](int thread) {
        std::fill_n(scratch_[static_cast<std::size_t>(thread)].changes.begin(), active.size() * size, 0);
    });
    for_each_tile(active, [&](std::size_t i, std::int64_t tile, Scratch& scratch, int) {
        const ClusterSums changes(std::span(scratch.changes).subspan(i * size, size), n_clusters_, shard_.features());
        assign_tile(*active[i], views_[i], tile, changes, scratch);
    });
    judge_filter();
    add_up_threads(active.size() * size);
    return std::span(scratch_.front().changes).first(active.size() * size);
}

/// body(index of the restart, tile, scratch with the tile's candidates, thread), the restarts of a tile one after another.
template <class T>
template <class Body>
void Sweep<T>::for_each_tile(std::span<Restart<T>* const> restarts, Body&& body) {
    team_.for_each(static_cast<std::int64_t>(restarts.size()), [&](std::int64_t i, int) {
        Views& views = views_[static_cast<std::size_t>(i)];
        const Matrix<T>& centers = restarts[static_cast<std::size_t>(i)]->centers;
        if (filter_pays_) views.filtered.set(centers.view(), statistics_.mean);
        if (!summaries_.empty()) pack_as_doubles(centers, views.doubles);
    });
    constexpr std::int64_t group = TileSummaries::group_size;
    const auto distances = static_cast<std::size_t>(n_clusters_ * group);
    const std::int64_t tiles = shard_.tiles.count();
    team_.for_each((tiles + group - 1) / group, [&](std::int64_t g, int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        if (!summaries_.empty())
            for (std::size_t i = 0; i < restarts.size(); ++i)
                all_distances(summaries_.group(g), views_[i].doubles, scratch.to_centers.data() + i * distances);
        for (std::int64_t tile = g * group; tile < std::min(tiles, (g + 1) * group); ++tile) {
            std::fill(scratch.is_split.begin(), scratch.is_split.end(), char{0});
            for (std::size_t i = 0; i < restarts.size(); ++i) {
                scratch.candidates.clear();
                if (!summaries_.empty())
                    find_candidates(*restarts[i], scratch.to_centers.data() + i * distances + tile % group, tile,
                                    scratch);
                body(i, tile, scratch, thread);
            }
        }
    });
}

/// Ascending centres that may be nearest to a row of the tile.
template <class T>
void Sweep<T>::find_candidates(const Restart<T>& restart, const double* to_centers, std::int64_t tile,
                               Scratch& scratch) const {
    constexpr int stride = TileSummaries::group_size;
    int nearest = 0;
    for (int j = 1; j < n_clusters_; ++j)
        if (to_centers[j * stride] < to_centers[nearest * stride]) nearest = j;
    const double radius = summaries_.radius(tile);
    for (int j = 0; j < n_clusters_; ++j) {
        const auto between = [&] {
            return squared_between(restart.centers.row(nearest), restart.centers.row(j), shard_.features());
        };
        if (j == nearest || !test_.is_farther(to_centers[nearest * stride], to_centers[j * stride], radius, between))
            scratch.candidates.push_back(j);
    }
}

template <class T>
bool Sweep<T>::rules_none_out(const Scratch& scratch) const {
    return scratch.candidates.empty() || static_cast<int>(scratch.candidates.size()) == n_clusters_;
}

/// The candidates for the kernels; all centres where none was ruled out.
template <class T>
const Panels<T>& Sweep<T>::measured(const Restart<T>& restart, Scratch& scratch) const {
    if (rules_none_out(scratch)) return restart.panels;
    scratch.panels.pack(restart.centers.view(), scratch.candidates);
    return scratch.panels;
}

/// Labels of all rows of a tile, by the filter where it is certain of them.
template <class T>
void Sweep<T>::label_rows(const Restart<T>& restart, const Views& views, const TileView<T>& tile,
                          Scratch& scratch) const {
    if (filter_pays_) {
        const bool all = rules_none_out(scratch);
        const Filter<T> filter = all ? views.filtered.filter()
                                     : views.filtered.filter(scratch.candidates, scratch.panels, scratch.half_norms);
        ++scratch.filtered_tiles;
        if (certain_nearest(tile, all ? views.filtered.panels() : scratch.panels, filter, scratch.labels.data()) == 0)
            return;
        ++scratch.uncertain_tiles;
    }
    nearest(tile, measured(restart, scratch), scratch.labels.data(), scratch.squared_distances.data());
}

/// Where many tiles have rows between two centres (or values are far from the origin for their precision) the filter only
/// adds work. It changes no label, so each rank judges for itself.
template <class T>
void Sweep<T>::judge_filter() {
    std::int64_t filtered = 0;
    std::int64_t uncertain = 0;
    for (const Scratch& scratch : scratch_) {
        filtered += scratch.filtered_tiles;
        uncertain += scratch.uncertain_tiles;
    }
    if (3 * uncertain > filtered) filter_pays_ = false;
}

template <class T>
void Sweep<T>::assign_tile(const Restart<T>& restart, const Views& views, std::int64_t index, ClusterSums changes,
                           Scratch& scratch) {
    std::int32_t& label = labels_.of_tile(restart.index, index);
    const bool is_one = scratch.candidates.size() == 1;
    if (is_one && label != LabelStore::mixed) {
        if (label != scratch.candidates[0]) move_tile(index, label, scratch.candidates[0], changes);
        label = scratch.candidates[0];
        return;
    }
    const TileView<T> tile = shard_.tiles.tile(index);
    if (is_one)
        std::fill_n(scratch.labels.begin(), tile.rows, scratch.candidates[0]);
    else
        label_rows(restart, views, tile, scratch);
    const std::span<const Move> moves = relabel(restart.index, index, scratch);
    if (is_one) label = scratch.candidates[0];
    if (moves.empty()) return;
    split_moved_rows(tile, moves, scratch);
    move_rows(scratch.limbs.data(), limb_stride(shard_.features()), moves, changes.limbs());
    for (const Move& move : moves) {
        ++changes.count(move.to);
        if (move.from != no_cluster) --changes.count(move.from);
    }
    changes.labels_changed() += static_cast<std::int64_t>(moves.size());
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

/// Gives the tile's rows the labels in `scratch`; returns those that changed.
template <class T>
std::span<const Move> Sweep<T>::relabel(int restart, std::int64_t index, Scratch& scratch) {
    const int rows = shard_.tiles.tile(index).rows;
    const std::int64_t first = shard_.tiles.first_slot(index);
    std::int32_t& label = labels_.of_tile(restart, index);
    if (label != LabelStore::mixed) labels_.fill(restart, first, rows, label);
    label = LabelStore::mixed;
    const int moved = labels_.exchange(restart, first, scratch.labels.data(), rows, scratch.moves.data());
    return std::span(scratch.moves).first(static_cast<std::size_t>(moved));
}

template <class T>
void Sweep<T>::split_moved_rows(const TileView<T>& tile, std::span<const Move> moves, Scratch& scratch) {
    for (const Move& move : moves) {
        char& is_split = scratch.is_split[static_cast<std::size_t>(move.row)];
        if (is_split == 0)
            split_row(tile, move.row, statistics_.columns,
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
    std::vector<Restart<T>*> all;
    for (Restart<T>& restart : restarts) all.push_back(&restart);
    auto inertia = team_.copies(std::vector<Limbs>(restarts.size()));
    for_each_tile(all, [&](std::size_t i, std::int64_t index, Scratch& scratch, int thread) {
        const TileView<T> tile = shard_.tiles.tile(index);
        nearest(tile, measured(restarts[i], scratch), scratch.labels.data(), scratch.squared_distances.data());
        if (scratch.candidates.size() == 1)
            labels_.of_tile(restarts[i].index, index) = scratch.candidates[0];
        else
            relabel(restarts[i].index, index, scratch);
        inertia[static_cast<std::size_t>(thread)][i] += exact_sum(scratch.squared_distances.data(), tile.rows, scale);
    });
    return inertia;
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
