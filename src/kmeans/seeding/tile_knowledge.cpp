#include "kmeans/seeding/tile_knowledge.hpp"

#include "lloyd/core/label.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace lloyd {

template <class T>
TileKnowledge<T>::TileKnowledge(const Shard<T>& shard, const TileSummaries& summaries, int n_clusters)
    : summaries_(summaries),
      test_(TileTest::of<T>(shard.features())),
      to_nearest_(static_cast<std::size_t>(padded_rows<double>(static_cast<int>(shard.tiles.count()))),
                  std::numeric_limits<double>::infinity()),
      nearest_(to_nearest_.size(), no_cluster),
      farthest_(to_nearest_.size(), std::numeric_limits<double>::infinity()),
      potential_below_(to_nearest_.size()),
      potential_above_(to_nearest_.size(), std::numeric_limits<double>::infinity()),
      words_((static_cast<std::size_t>(n_clusters) + 63) / 64),
      to_score_(to_nearest_.size() * words_) {}

template <class T>
KnownTiles TileKnowledge<T>::known(std::int64_t group, const Centers<T>& centers,
                                   std::vector<double>& nearest_centers) const {
    constexpr int size = TileSummaries::group_size;
    static_assert(size == GainOnTiles::most);
    const auto first = static_cast<std::size_t>(group * size);
    const auto features = static_cast<std::size_t>(centers.values().cols);
    nearest_centers.resize(size * features);
    for (std::size_t i = 0; i < size; ++i) {
        const T* const nearest = centers.row(std::max(nearest_[first + i], 0));
        for (std::size_t t = 0; t < features; ++t) nearest_centers[t * size + i] = static_cast<double>(nearest[t]);
    }
    return {.rows = summaries_.rows() + first,
            .radius = summaries_.radii() + first,
            .spread_below = summaries_.spreads_below() + first,
            .spread_above = summaries_.spreads_above() + first,
            .scatters = summaries_.scatters(group),
            .nearest_centers = nearest_centers.data(),
            .to_nearest = to_nearest_.data() + first,
            .farthest = farthest_.data() + first,
            .potential_below = potential_below_.data() + first,
            .potential_above = potential_above_.data() + first};
}

template <class T>
void TileKnowledge<T>::learn(std::int64_t index, std::int32_t center, double to_center, SumBounds left,
                             double farthest) {
    const auto tile = static_cast<std::size_t>(index);
    bits(index)[static_cast<std::size_t>(center) / 64] |= std::uint64_t{1} << (center % 64);
    potential_below_[tile] = left.below;
    potential_above_[tile] = left.above;
    farthest_[tile] = farthest;
    if (summaries_.empty() || to_center >= to_nearest_[tile]) return;
    to_nearest_[tile] = to_center;
    nearest_[tile] = center;
}

template <class T>
SumBounds TileKnowledge<T>::narrow_potential(std::int64_t tile, SumBounds potential) {
    double& below = potential_below_[static_cast<std::size_t>(tile)];
    double& above = potential_above_[static_cast<std::size_t>(tile)];
    below = std::max(below, potential.below);
    above = std::min(above, potential.above);
    return {below, above};
}

template <class T>
void TileKnowledge<T>::to_score(std::int64_t tile, const Centers<T>& centers, std::vector<std::int32_t>& unscored) {
    unscored.clear();
    const std::span<std::uint64_t> words = bits(tile);
    for (std::size_t w = 0; w < words.size(); ++w)
        for (std::uint64_t rest = words[w]; rest != 0; rest &= rest - 1)
            unscored.push_back(static_cast<std::int32_t>(64 * w) + std::countr_zero(rest));
    const std::int32_t nearest = nearest_[static_cast<std::size_t>(tile)];
    if (nearest < 0 || unscored.size() < 2) return;
    // Those that a nearer one has come before since need no score.
    const int features = static_cast<int>(centers.values().cols);
    std::erase_if(unscored, [&](std::int32_t j) {
        const bool is_out =
            j != nearest &&
            test_.is_farther(to_nearest(tile), summaries_.squared_distance(tile, centers.row(j)),
                             squared_between(centers.row(nearest), centers.row(j), features), summaries_.radius(tile));
        if (is_out) words[static_cast<std::size_t>(j) / 64] &= ~(std::uint64_t{1} << (j % 64));
        return is_out;
    });
}

template <class T>
void TileKnowledge<T>::set_scored(std::int64_t tile) {
    std::ranges::fill(bits(tile), 0);
}

template class TileKnowledge<float>;
template class TileKnowledge<double>;

}  // namespace lloyd
