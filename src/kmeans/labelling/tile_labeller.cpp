#include "kmeans/labelling/tile_labeller.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>

namespace lloyd {

template <class T>
TileLabeller<T>::TileLabeller(const Team& team, const Shard<T>& shard, const RoundedRows<T>& rounded, int n_clusters,
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
      shifts_(static_cast<std::size_t>(n_init)),
      by_thread_(team, [&] {
          return Scratch(shard.tiles.rows_per_tile(), shard.features(), n_clusters, rounded.lanes(), !bounds_.empty(),
                         *cache_);
      }) {}

template <class T>
void TileLabeller<T>::begin_sweep(const Restart<T>& restart, const LabelStore& labels) {
    if (!filter_pays_ || bounds_.empty() || restart.assigned.empty()) return;
    CenterShift& shift = shifts_[static_cast<std::size_t>(restart.index)];
    shift = CenterShift(restart.assigned.view(), restart.centers.view());
    choose_far(bounds_, sample(restart.index, labels), shift);
}

/// Rows that have bounds, as they were left by the last sweep.
template <class T>
std::vector<BoundedRow> TileLabeller<T>::sample(int restart, const LabelStore& labels) {
    constexpr int size = 1024;
    std::vector<BoundedRow> rows;
    for (int i = 0; i < size && shard_.tiles.count() > 0; ++i) {
        const std::int64_t tile = i * shard_.tiles.count() / size;
        if (labels.tile_label(restart, tile) != LabelStore::mixed) continue;
        const int row = i % shard_.tiles.tile(tile).rows;
        const std::int64_t slot = shard_.tiles.first_slot(tile) + row;
        rows.push_back({labels.get(restart, tile, row), *bounds_.above(restart, slot), *bounds_.below(restart, slot)});
    }
    return rows;
}

template <class T>
void TileLabeller<T>::end_sweep() {
    judge_filter();
    cache_->end_sweep();
}

/// Where many rows lie between two centres (or values are far from the origin for their precision) the filter only
/// adds work. It changes no label, so each rank judges for itself.
template <class T>
void TileLabeller<T>::judge_filter() {
    const std::int64_t filtered = by_thread_.sum([](const Scratch& mine) { return mine.labeller.filtered_rows(); });
    const std::int64_t uncertain = by_thread_.sum([](const Scratch& mine) { return mine.labeller.uncertain_rows(); });
    if (3 * uncertain > filtered) filter_pays_ = false;
}

/// None are near: all may be.
template <class T>
CenterChoice<T> TileLabeller<T>::choice(const Centers<T>& centers, std::span<const std::int32_t> near) const {
    if (static_cast<int>(near.size()) == n_clusters_) near = {};
    return {centers, near};
}

template <class T>
std::span<const std::int32_t> TileLabeller<T>::label(TileRows<T>& rows, const Request& request,
                                                     const LabelStore& labels, int thread) {
    Scratch& mine = by_thread_[thread];
    Findings& found = mine.found;
    const CenterChoice<T> choice = this->choice(request.centers, request.near.centers);
    const auto all = std::span<const std::int32_t>(found.labels).first(static_cast<std::size_t>(rows.count()));
    if (!filter_pays_) {
        mine.labeller.measure(rows, choice, found);
        return all;
    }

    const bool has_bounds = labels.tile_label(request.restart, request.tile) == LabelStore::mixed;
    if (shifts_[static_cast<std::size_t>(request.restart)].bounds_pay && has_bounds) {
        labels.copy(request.restart, request.tile, rows.count(), found.labels.data());
        find_doubtful(rows, request, mine);
        if (mine.doubtful.empty()) return {};
    } else {
        mine.doubtful.resize(all.size());
        std::iota(mine.doubtful.begin(), mine.doubtful.end(), 0);
    }
    mine.labeller.label(rows, choice, mine.doubtful, found);
    if (bounds_.empty()) return all;
    float* const above = bounds_.above(request.restart, rows.first_slot());
    float* const below = bounds_.below(request.restart, rows.first_slot());
    for (const std::int32_t i : mine.doubtful) {
        above[i] = found.above[static_cast<std::size_t>(i)];
        below[i] = std::min(found.below[static_cast<std::size_t>(i)], request.near.others_below);
    }
    return all;
}

/// Brings the bounds of a tile's rows up to date and finds those that do not tell their centre.
template <class T>
void TileLabeller<T>::find_doubtful(TileRows<T>& rows, const Request& request, Scratch& mine) {
    const CenterShift& shift = shifts_[static_cast<std::size_t>(request.restart)];
    const std::vector<std::int32_t>& near = request.near.centers;
    float* const above = bounds_.above(request.restart, rows.first_slot());
    const std::span<float> below(bounds_.below(request.restart, rows.first_slot()),
                                 static_cast<std::size_t>(rows.count()));
    // Loops without branches: which rows are told is hard to predict.
    int told = 0;
    int told_by_others = 0;
    for (int i = 0; i < rows.count(); ++i) {
        const auto row = static_cast<std::size_t>(i);
        above[i] = bounds_.raise(above[i], shift.moved[static_cast<std::size_t>(mine.found.labels[row])]);
        told += bounds_.tell(above[i], bounds_.lower(below[row], shift.most)) ? 1 : 0;
        told_by_others += bounds_.tell(above[i], bounds_.lower(below[row], shift.most_of_others)) ? 1 : 0;
    }

    // Centres that moved far are measured where that spares enough rows all the others.
    std::vector<std::int32_t>& far = mine.far_and_near;
    far = shift.far;
    if (!near.empty()) {
        far.clear();
        std::set_intersection(shift.far.begin(), shift.far.end(), near.begin(), near.end(), std::back_inserter(far));
    }
    const std::size_t centers = near.empty() ? shift.moved.size() : near.size();
    const bool leaves_far_out = static_cast<std::size_t>(told_by_others - told) * centers > below.size() * far.size();
    const float most = leaves_far_out ? shift.most_of_others : shift.most;
    for (float& bound : below) bound = bounds_.lower(bound, most);
    if (leaves_far_out) {
        if (far.size() < shift.far.size())  // some are not near
            for (float& bound : below) bound = std::min(bound, request.near.others_below);
        if (!far.empty()) measure_far(rows, request.centers, below, mine);
    }

    mine.doubtful.resize(below.size());
    std::size_t count = 0;
    for (int i = 0; i < rows.count(); ++i) {
        mine.doubtful[count] = i;
        count += bounds_.tell(above[i], below[static_cast<std::size_t>(i)]) ? 0 : 1;
    }
    mine.doubtful.resize(count);
}

template <class T>
void TileLabeller<T>::measure_far(TileRows<T>& rows, const Centers<T>& centers, std::span<float> below, Scratch& mine) {
    mine.labeller.filter(rows, choice(centers, mine.far_and_near), mine.far);
    for (std::size_t row = 0; row < below.size(); ++row) {
        const bool is_own = mine.far.labels[row] == mine.found.labels[row];
        below[row] = std::min(below[row], is_own ? mine.far.below[row] : mine.far.nearest_below[row]);
    }
}

template <class T>
Work TileLabeller<T>::work() const {
    return by_thread_.sum([](const Scratch& mine) { return mine.labeller.work(); });
}

template class TileLabeller<float>;
template class TileLabeller<double>;

}  // namespace lloyd
