#include "kmeans/chosen_centers.hpp"

#include "lloyd/core/distance.hpp"

#include <algorithm>
#include <bit>

namespace lloyd {

template <class T>
ChosenCenters<T>::ChosenCenters(const Shard<T>& shard, const TileSummaries& summaries, int n_clusters, bool tells_near)
    : shard_(shard),
      summaries_(summaries),
      test_(TileTest::of<T>(shard.features())),
      centers_(n_clusters, shard.features()),
      tells_near_(tells_near),
      tiles_(static_cast<std::size_t>(shard.tiles.count())) {}

template <class T>
void ChosenCenters<T>::add(const T* row) {
    std::copy_n(row, shard_.features(), centers_.row(count_));
    between_.clear();
    for (int j = 0; j < count_; ++j)
        between_.push_back(squared_between(centers_.row(j), centers_.row(count_), shard_.features()));
    ++count_;
}

template <class T>
bool ChosenCenters<T>::matters(std::int64_t index, double to_point, std::span<const double> between) const {
    const Tile& tile = tiles_[static_cast<std::size_t>(index)];
    if (summaries_.empty() || tile.nearest < 0) return true;
    const double radius = summaries_.radius(index);
    if (test_.is_beyond(to_point, radius, tile.farthest)) return false;
    return to_point <= tile.to_nearest ||
           !test_.is_farther(tile.to_nearest, to_point, between[static_cast<std::size_t>(tile.nearest)], radius);
}

template <class T>
void ChosenCenters<T>::learn(std::int64_t index, double to_center, double farthest) {
    Tile& tile = tiles_[static_cast<std::size_t>(index)];
    const int last = count_ - 1;
    tile.farthest = farthest;
    if (summaries_.empty()) return;
    for (std::uint64_t rest = tile.near; rest != 0; rest &= rest - 1) {
        const int other = std::countr_zero(rest);
        const double to_other =
            other == tile.nearest ? tile.to_nearest : summaries_.squared_distance(index, centers_.row(other));
        if (test_.is_farther(to_center, to_other, between_[static_cast<std::size_t>(other)], summaries_.radius(index)))
            tile.near &= ~(std::uint64_t{1} << other);
    }
    if (tells_near_) tile.near |= std::uint64_t{1} << last;
    if (to_center >= tile.to_nearest) return;
    tile.to_nearest = to_center;
    tile.nearest = last;
}

template <class T>
double ChosenCenters<T>::of_row(std::int64_t local_row) const {
    std::vector<T> row(static_cast<std::size_t>(shard_.features()));
    shard_.tiles.copy_row(local_row, row.data());
    T closest = std::numeric_limits<T>::infinity();
    for (int j = 0; j < count_; ++j)
        closest = std::min(closest, squared_distance(row.data(), centers_.row(j), shard_.features()));
    return static_cast<double>(closest);
}

template <class T>
T ChosenCenters<T>::of_tile(std::int64_t tile, std::vector<T>& squared) const {
    const TileView<T> view = shard_.tiles.tile(tile);
    squared.assign(static_cast<std::size_t>(padded_rows<T>(view.rows)), T{0});
    std::fill_n(squared.begin(), view.rows, std::numeric_limits<T>::infinity());
    Panels<T> panels;
    pack_closest(tile, panels);
    return update_closest(view, panels, squared.data());
}

template <class T>
void ChosenCenters<T>::pack_closest(std::int64_t index, Panels<T>& panels) const {
    const Tile& tile = tiles_[static_cast<std::size_t>(index)];
    std::vector<std::int32_t> closest;
    for (int j = 0; j < count_; ++j)
        if (j == tile.nearest || summaries_.empty() || tile.nearest < 0 ||
            !test_.is_farther(tile.to_nearest, summaries_.squared_distance(index, centers_.row(j)),
                              squared_between(centers_.row(tile.nearest), centers_.row(j), shard_.features()),
                              summaries_.radius(index)))
            closest.push_back(j);
    panels.pack(centers_.view(), closest);
}

template <class T>
std::vector<double> ChosenCenters<T>::of_all(const Team& team) const {
    const Tiles<T>& tiles = shard_.tiles;
    std::vector<T> of_slots(static_cast<std::size_t>(tiles.slots()));
    team.for_each(tiles.count(), [&](std::int64_t tile, int) {
        std::vector<T> squared;
        of_tile(tile, squared);
        std::copy_n(squared.begin(), tiles.tile(tile).rows, of_slots.begin() + tiles.first_slot(tile));
    });
    std::vector<double> closest(static_cast<std::size_t>(tiles.rows()));
    for (std::size_t row = 0; row < closest.size(); ++row)
        closest[row] =
            static_cast<double>(of_slots[static_cast<std::size_t>(tiles.slot(static_cast<std::int64_t>(row)))]);
    return closest;
}

template class ChosenCenters<float>;
template class ChosenCenters<double>;

}  // namespace lloyd
