#include "kmeans/tile_candidates.hpp"

#include "lloyd/core/kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lloyd {

template <class T>
TileCandidates<T>::TileCandidates(const TileSummaries& summaries, int n_clusters, int features, int n_init)
    : summaries_(summaries), test_(TileTest::of<T>(features)), n_clusters_(n_clusters) {
    if (!summaries.empty())
        for (int i = 0; i < n_init; ++i) centers_.emplace_back(n_clusters, features);
}

template <class T>
void TileCandidates<T>::set(const Restart<T>& restart) {
    if (!summaries_.empty())
        centers_[static_cast<std::size_t>(restart.index)].store(0, as_doubles(restart.centers).view());
}

template <class T>
void TileCandidates<T>::take(std::int64_t group, std::span<Restart<T>* const> restarts, Group& measured) const {
    if (summaries_.empty()) return;
    const TileView<double> tiles = summaries_.group(group);
    measured.tiles_ = tiles.rows;
    measured.centers_.clear();
    for (int i = 0; i < tiles.rows; ++i)
        for (int t = 0; t < tiles.features; ++t) measured.centers_.push_back(tiles.at(i, t));
    measured.panels_.pack({measured.centers_.data(), tiles.rows, tiles.features});
    const std::int64_t size = tiles.rows * stride();
    measured.squared_.resize(restarts.size() * static_cast<std::size_t>(size));
    for (std::size_t i = 0; i < restarts.size(); ++i)
        all_distances(centers_[static_cast<std::size_t>(restarts[i]->index)].whole(), measured.panels_,
                      measured.squared_.data() + static_cast<std::int64_t>(i) * size);
}

template <class T>
void TileCandidates<T>::find(std::size_t i, const Restart<T>& restart, std::int64_t tile, Group& measured,
                             Candidates& candidates) const {
    candidates.centers.clear();
    candidates.others_below = std::numeric_limits<float>::infinity();
    if (summaries_.empty()) return;
    const auto index = static_cast<std::int64_t>(i) * measured.tiles_ + tile % TileSummaries::group_size;
    const double* const squared = measured.squared_.data() + index * stride();
    const auto nearest = static_cast<std::int32_t>(std::min_element(squared, squared + n_clusters_) - squared);
    candidates.nearest = nearest;
    measured.centers_.assign(restart.centers.row(nearest), restart.centers.row(nearest) + restart.features());
    measured.nearest_.pack({measured.centers_.data(), 1, restart.features()});
    measured.from_nearest_.resize(static_cast<std::size_t>(stride()));
    all_distances(centers_[static_cast<std::size_t>(restart.index)].whole(), measured.nearest_,
                  measured.from_nearest_.data());
    const double radius = summaries_.radius(tile);
    candidates.centers.resize(static_cast<std::size_t>(n_clusters_));
    const NearCenters near = test_.near({squared, static_cast<std::size_t>(n_clusters_)}, measured.from_nearest_.data(),
                                        nearest, radius, candidates.centers.data());
    candidates.centers.resize(static_cast<std::size_t>(near.count));
    // Rounded down, and finite: bounds are subtracted from.
    candidates.others_below = std::nextafter(static_cast<float>(test_.distance_below(near.excluded, radius)), 0.0F);
}

template class TileCandidates<float>;
template class TileCandidates<double>;

}  // namespace lloyd
