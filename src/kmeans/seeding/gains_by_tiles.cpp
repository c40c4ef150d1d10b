#include "kmeans/seeding/gains_by_tiles.hpp"

#include <limits>
#include <numeric>

namespace lloyd {

namespace {

/// Of tiles of which nothing is known.
void bound_by_nothing(int count, GainOnTiles& gain) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    gain.reached = (std::uint32_t{1} << count) - 1;
    for (GainOnTiles::PerTile* const below : {&gain.gain_below, &gain.left_below}) below->fill(0);
    for (GainOnTiles::PerTile* const above : {&gain.gain_above, &gain.left_above, &gain.farthest})
        above->fill(infinity);
    gain.total_below = 0;
    gain.total_above = infinity;
    gain.rows_reached = 0;
}

}  // namespace

std::vector<GainBounds> total_gains(const PerThread<std::vector<GainBounds>>& by_thread, std::int64_t tiles) {
    std::vector<GainBounds> gains(by_thread[0].size());
    by_thread.for_each([&](const std::vector<GainBounds>& mine) { add_to(gains, mine); });
    const double rounding = 2 * static_cast<double>(tiles + 64) * std::numeric_limits<double>::epsilon();
    for (GainBounds& gain : gains) {
        gain.below *= 1 - rounding;
        gain.above *= 1 + rounding;
    }
    return gains;
}

template <class T>
GainsByTiles<T>::GainsByTiles(const Team& team, const Shard<T>& shard, const PreparedRows<T>& rows,
                              const std::vector<ChosenCenters<T>>& chosen)
    : team_(team), shard_(shard), summaries_(rows.summaries), chosen_(chosen), by_thread_(team, Group()) {}

template <class T>
std::vector<GainBounds> GainsByTiles<T>::bound(const Candidates<T>& candidates) {
    std::vector<std::int32_t> all(static_cast<std::size_t>(candidates.count()));
    std::iota(all.begin(), all.end(), 0);
    PerThread<std::vector<GainBounds>> gains(team_, std::vector<GainBounds>(all.size()));
    for_each_group(candidates, all, [&](Group& group, int thread) {
        for (std::size_t c = 0; c < all.size(); ++c) {
            const GainOnTiles& gain = group.gain(c);
            gains[thread][c] += {gain.total_below, gain.total_above, static_cast<std::int64_t>(gain.rows_reached)};
        }
    });
    return total_gains(gains, shard_.tiles.count());
}

template <class T>
void GainsByTiles<T>::Group::measure(const GainsByTiles& gains, std::int64_t group, TileRange tiles,
                                     const Candidates<T>& candidates, std::span<const std::int32_t> selection,
                                     const Panels<double>& points) {
    gains_ = &gains;
    group_ = group;
    tiles_ = tiles;
    candidates_ = &candidates;
    selection_ = selection;
    known_restart_ = -1;
    if (!gains.have_balls()) return;
    to_candidates_.resize(selection.size() * GainOnTiles::most);
    all_distances(gains.summaries_.group(group), points, to_candidates_.data());
}

template <class T>
const GainOnTiles& GainsByTiles<T>::Group::gain(std::size_t c) {
    if (!gains_->have_balls()) {
        bound_by_nothing(tiles_.count(), gain_);
        return gain_;
    }
    const std::int32_t candidate = selection_[c];
    const int restart = candidates_->restart_of(candidate);
    const auto& [centers, knowledge] = gains_->chosen_[static_cast<std::size_t>(restart)];
    if (known_restart_ != restart) known_ = knowledge.known(group_, centers, nearest_centers_);
    known_restart_ = restart;
    bound_gain_by_tiles(knowledge.test(), candidates_->point(candidate), to_candidates_.data() + c * GainOnTiles::most,
                        known_, tiles_.count(), gain_);
    return gain_;
}

template class GainsByTiles<float>;
template class GainsByTiles<double>;

}  // namespace lloyd
