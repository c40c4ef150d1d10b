#include "kmeans/row_assigner.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

namespace lloyd {

template <class T>
RowAssigner<T>::RowAssigner(const Team& team, const Shard<T>& shard, const RoundedRows<T>& rounded, int n_clusters,
                            int n_init)
    : shard_(shard),
      rounded_(rounded),
      n_clusters_(n_clusters),
      bounds_(RowBounds::are_small(shard.features() * std::int64_t{sizeof(T)}, n_init)
                  ? RowBounds::of<T>(shard.tiles.slots(), shard.features(), n_init)
                  : RowBounds()),
      cache_(std::make_unique<RowCache<T>>(
          bounds_.empty() || rounded.lanes() == Lanes::features ? 0 : shard.tiles.slots(), shard.features())),
      filter_pays_(n_clusters <= 1 << std::numeric_limits<float>::digits),  // its indices are floats
      views_(static_cast<std::size_t>(n_init)),
      scratch_(static_cast<std::size_t>(team.size())) {
    // Each thread gets its own memory, which the allocator keeps apart from other threads'.
    team.run([&](int thread) {
        scratch_[static_cast<std::size_t>(thread)] = std::make_unique<Scratch>(
            shard.tiles.rows_per_tile(), shard.features(), n_clusters, rounded.lanes(), !bounds_.empty(), *cache_);
    });
}

template <class T>
void RowAssigner<T>::set(const Restart<T>& restart, const LabelStore& labels) {
    if (!filter_pays_) return;
    View& view = views_[static_cast<std::size_t>(restart.index)];
    view.filtered.set(restart.centers, rounded_.origin(), rounded_.lanes());
    if (view.as_rows.rows() == 0) view.as_rows = Tiles<T>(n_clusters_, shard_.features());
    view.as_rows.store(0, restart.centers.view());
    if (bounds_.empty()) return;
    if (!view.previous.empty()) {
        view.movement = Movement(std::as_const(view.previous).view(), restart.centers.view());
        choose_far(bounds_, sample(restart.index, labels), view.movement);
    }
    view.previous = restart.centers;
}

/// Rows that have bounds, as they were left by the last sweep.
template <class T>
std::vector<BoundedRow> RowAssigner<T>::sample(int restart, const LabelStore& labels) {
    constexpr int size = 1024;
    std::vector<BoundedRow> rows;
    for (int i = 0; i < size && shard_.tiles.count() > 0; ++i) {
        const std::int64_t tile = i * shard_.tiles.count() / size;
        if (labels.of_tile(restart, tile) != LabelStore::mixed) continue;
        const int row = i % shard_.tiles.tile(tile).rows;
        const std::int64_t slot = shard_.tiles.first_slot(tile) + row;
        rows.push_back({labels.get(restart, tile, row), *bounds_.above(restart, slot), *bounds_.below(restart, slot)});
    }
    return rows;
}

template <class T>
void RowAssigner<T>::end_sweep() {
    judge_filter();
    cache_->end_sweep();
}

/// Where many rows lie between two centres (or values are far from the origin for their precision) the filter only
/// adds work. It changes no label, so each rank judges for itself.
template <class T>
void RowAssigner<T>::judge_filter() {
    std::int64_t filtered = 0;
    std::int64_t uncertain = 0;
    for (const auto& of_thread : scratch_) {
        filtered += of_thread->labeller.filtered_rows();
        uncertain += of_thread->labeller.uncertain_rows();
    }
    if (3 * uncertain > filtered) filter_pays_ = false;
}

/// No candidates: all centres.
template <class T>
CenterChoice<T> RowAssigner<T>::choice(const Restart<T>& restart, std::span<const std::int32_t> candidates) const {
    if (static_cast<int>(candidates.size()) == n_clusters_) candidates = {};
    const View& view = views_[static_cast<std::size_t>(restart.index)];
    return {restart.centers, restart.panels, view.filtered, view.as_rows.whole(), candidates};
}

template <class T>
std::span<const std::int32_t> RowAssigner<T>::assign(const Restart<T>& restart, std::int64_t tile,
                                                     const Candidates& candidates, const LabelStore& labels,
                                                     int thread) {
    Scratch& mine = scratch(thread);
    Findings& found = mine.found;
    const auto rows = static_cast<std::size_t>(shard_.tiles.tile(tile).rows);
    const std::span<const std::int32_t> all = std::span(found.labels).first(rows);
    if (!filter_pays_) return measure(restart, tile, candidates.centers, thread).labels;

    const std::int64_t first = shard_.tiles.first_slot(tile);
    const Movement& movement = views_[static_cast<std::size_t>(restart.index)].movement;
    if (movement.bounds_pay && labels.of_tile(restart.index, tile) == LabelStore::mixed) {
        labels.copy(restart.index, tile, static_cast<int>(rows), found.labels.data());
        find_doubtful(restart, tile, candidates, mine);
        if (mine.doubtful.empty()) return {};
    } else {
        mine.doubtful.resize(rows);
        std::iota(mine.doubtful.begin(), mine.doubtful.end(), 0);
    }
    mine.labeller.label(choice(restart, candidates.centers), mine.doubtful, found);
    if (bounds_.empty()) return all;
    float* const above = bounds_.above(restart.index, first);
    float* const below = bounds_.below(restart.index, first);
    for (const std::int32_t i : mine.doubtful) {
        above[i] = found.above[static_cast<std::size_t>(i)];
        below[i] = std::min(found.below[static_cast<std::size_t>(i)], candidates.others_below);
    }
    return all;
}

/// Brings the bounds of a tile's rows up to date and finds those that do not tell their centre.
template <class T>
void RowAssigner<T>::find_doubtful(const Restart<T>& restart, std::int64_t tile, const Candidates& candidates,
                                   Scratch& mine) {
    const int rows = shard_.tiles.tile(tile).rows;
    const std::int64_t first = shard_.tiles.first_slot(tile);
    const Movement& movement = views_[static_cast<std::size_t>(restart.index)].movement;
    float* const above = bounds_.above(restart.index, first);
    const std::span<float> below(bounds_.below(restart.index, first), static_cast<std::size_t>(rows));
    // Loops without branches: which rows are told is hard to predict.
    int told = 0;
    int told_by_others = 0;
    for (int i = 0; i < rows; ++i) {
        const auto row = static_cast<std::size_t>(i);
        above[i] = bounds_.raise(above[i], movement.moved[static_cast<std::size_t>(mine.found.labels[row])]);
        told += bounds_.tell(above[i], bounds_.lower(below[row], movement.most)) ? 1 : 0;
        told_by_others += bounds_.tell(above[i], bounds_.lower(below[row], movement.most_of_others)) ? 1 : 0;
    }

    // Centres that moved far are measured where that spares enough rows all the others.
    std::vector<std::int32_t>& far = mine.far_candidates;
    far = movement.far;
    if (!candidates.centers.empty()) {
        far.clear();
        std::set_intersection(movement.far.begin(), movement.far.end(), candidates.centers.begin(),
                              candidates.centers.end(), std::back_inserter(far));
    }
    const std::size_t centers = candidates.centers.empty() ? movement.moved.size() : candidates.centers.size();
    const bool leaves_far_out = static_cast<std::size_t>(told_by_others - told) * centers > below.size() * far.size();
    const float most = leaves_far_out ? movement.most_of_others : movement.most;
    for (float& bound : below) bound = bounds_.lower(bound, most);
    if (leaves_far_out) {
        if (far.size() < movement.far.size())  // some are no candidates
            for (float& bound : below) bound = std::min(bound, candidates.others_below);
        if (!far.empty()) measure_far(restart, below, mine);
    }

    mine.doubtful.resize(below.size());
    std::size_t count = 0;
    for (int i = 0; i < rows; ++i) {
        mine.doubtful[count] = i;
        count += bounds_.tell(above[i], below[static_cast<std::size_t>(i)]) ? 0 : 1;
    }
    mine.doubtful.resize(count);
}

template <class T>
void RowAssigner<T>::measure_far(const Restart<T>& restart, std::span<float> below, Scratch& mine) {
    mine.labeller.filter(choice(restart, mine.far_candidates), mine.far);
    for (std::size_t row = 0; row < below.size(); ++row) {
        const bool is_own = mine.far.labels[row] == mine.found.labels[row];
        below[row] = std::min(below[row], is_own ? mine.far.below[row] : mine.far.nearest_below[row]);
    }
}

template <class T>
typename RowAssigner<T>::Measured RowAssigner<T>::measure(const Restart<T>& restart, std::int64_t tile,
                                                          std::span<const std::int32_t> candidates, int thread) {
    Scratch& mine = scratch(thread);
    const auto rows = static_cast<std::size_t>(shard_.tiles.tile(tile).rows);
    const std::span<const T> squared = mine.labeller.measure(choice(restart, candidates), mine.found);
    return {std::span(mine.found.labels).first(rows), squared.first(rows)};
}

template <class T>
Work RowAssigner<T>::work() const {
    Work work;
    for (const auto& of_thread : scratch_) work += of_thread->labeller.work();
    return work;
}

template class RowAssigner<float>;
template class RowAssigner<double>;

}  // namespace lloyd
