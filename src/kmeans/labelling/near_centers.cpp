#include "kmeans/labelling/near_centers.hpp"

#include "lloyd/core/exact/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lloyd {

template <class T>
typename NearCenterFinder<T>::MeasuredGroup NearCenterFinder<T>::measure(std::int64_t group, TileRange tiles,
                                                                         std::span<const Centers<T>* const> sets) {
    if (!summaries_.empty()) {
        const TileView<double> balls = summaries_.group(group);
        points_.clear();
        for (int i = 0; i < balls.rows; ++i)
            for (int t = 0; t < balls.features; ++t) points_.push_back(balls.at(i, t));
        panels_.pack({points_.data(), balls.rows, balls.features});
        const std::int64_t size = balls.rows * stride(*sets.front());
        squared_.resize(sets.size() * static_cast<std::size_t>(size));
        for (std::size_t i = 0; i < sets.size(); ++i)
            all_distances(sets[i]->as_double_rows(), panels_, squared_.data() + static_cast<std::int64_t>(i) * size);
    }
    return {*this, tiles, sets};
}

template <class T>
void NearCenterFinder<T>::MeasuredGroup::find(std::size_t i, std::int64_t tile, NearCenters& near) const {
    NearCenterFinder& finder = finder_;
    near.centers.clear();
    near.others_below = std::numeric_limits<float>::infinity();
    if (finder.summaries_.empty()) return;
    const Centers<T>& centers = *sets_[i];
    const std::int64_t stride = finder.stride(centers);
    const auto index = static_cast<std::int64_t>(i) * tiles_.count() + tile - tiles_.begin;
    const double* const squared = finder.squared_.data() + index * stride;
    near.nearest = static_cast<std::int32_t>(std::min_element(squared, squared + centers.count()) - squared);

    const T* const nearest = centers.row(near.nearest);
    const std::int64_t features = centers.values().cols;
    finder.points_.assign(nearest, nearest + features);
    finder.panels_.pack({finder.points_.data(), 1, features});
    finder.from_nearest_.resize(static_cast<std::size_t>(stride));
    all_distances(centers.as_double_rows(), finder.panels_, finder.from_nearest_.data());

    const double radius = finder.summaries_.radius(tile);
    near.centers.resize(static_cast<std::size_t>(centers.count()));
    const NearCount found = finder.test_.near({squared, near.centers.size()}, finder.from_nearest_.data(), near.nearest,
                                              radius, near.centers.data());
    near.centers.resize(static_cast<std::size_t>(found.count));
    // Rounded down, and finite: bounds are subtracted from.
    near.others_below = std::nextafter(static_cast<float>(finder.test_.distance_below(found.excluded, radius)), 0.0F);
}

template class NearCenterFinder<float>;
template class NearCenterFinder<double>;

}  // namespace lloyd
