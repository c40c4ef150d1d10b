#include "kmeans/seeding/closest_distances.hpp"

#include "lloyd/core/exact/nearest.hpp"
#include "lloyd/data/for_each_tile.hpp"

#include <algorithm>
#include <numeric>

namespace lloyd {

template <class T>
double ClosestDistances<T>::of_row(std::int64_t local_row) const {
    const TileView<T> centers = chosen_.centers.as_rows();
    std::vector<T> row(static_cast<std::size_t>(shard_.features()));
    shard_.tiles.copy_row(local_row, row.data());
    std::vector<T> squared(static_cast<std::size_t>(padded_rows<T>(centers.rows)));
    all_distances(centers, Panels<T>(MatrixView<const T>{row.data(), 1, shard_.features()}), squared.data());
    return static_cast<double>(*std::min_element(squared.begin(), squared.begin() + centers.rows));
}

template <class T>
void ClosestDistances<T>::of_rows(std::int64_t tile, std::span<const std::int32_t> rows,
                                  std::vector<T>& squared) const {
    constexpr std::size_t together = Panels<T>::widest;
    const TileView<T> view = shard_.tiles.tile(tile);
    const TileView<T> centers = chosen_.centers.as_rows();
    const auto padded = static_cast<std::size_t>(padded_rows<T>(centers.rows));
    Matrix<T> points(static_cast<std::int64_t>(together), view.features);
    std::vector<T> to_centers(together * padded);
    Panels<T> panels;
    squared.clear();
    for (std::size_t begin = 0; begin < rows.size(); begin += together) {
        const std::size_t count = std::min(together, rows.size() - begin);
        for (std::size_t i = 0; i < count; ++i)
            for (int t = 0; t < view.features; ++t)
                points.row(static_cast<std::int64_t>(i))[t] = view.at(rows[begin + i], t);
        panels.pack({points.row(0), static_cast<std::int64_t>(count), view.features});
        all_distances(centers, panels, to_centers.data());
        for (std::size_t i = 0; i < count; ++i) {
            const T* const from_row = to_centers.data() + i * padded;
            squared.push_back(*std::min_element(from_row, from_row + centers.rows));
        }
    }
}

template <class T>
std::vector<double> ClosestDistances<T>::of_all(const Team& team) const {
    const Tiles<T>& tiles = shard_.tiles;
    std::vector<T> by_slot(static_cast<std::size_t>(tiles.slots()));
    for_each_tile(team, tiles, [&](std::int64_t tile, const TileView<T>& view, int) {
        std::vector<T> squared;
        of_tile(tile, view, squared);
        std::copy_n(squared.begin(), view.rows, by_slot.begin() + tiles.first_slot(tile));
    });
    std::vector<double> closest(static_cast<std::size_t>(tiles.rows()));
    for (std::size_t row = 0; row < closest.size(); ++row)
        closest[row] =
            static_cast<double>(by_slot[static_cast<std::size_t>(tiles.slot(static_cast<std::int64_t>(row)))]);
    return closest;
}

/// Of all rows of a tile.
template <class T>
void ClosestDistances<T>::of_tile(std::int64_t tile, const TileView<T>& view, std::vector<T>& squared) const {
    squared.resize(static_cast<std::size_t>(padded_rows<T>(view.rows)));
    std::vector<std::int32_t> labels(squared.size());
    Panels<T> panels;
    panels.pack(chosen_.centers.values(), may_be_closest(tile));
    nearest(view, panels, labels.data(), squared.data());
}

/// All centres that may be closest to a row of the tile, in ascending order.
template <class T>
std::vector<std::int32_t> ClosestDistances<T>::may_be_closest(std::int64_t tile) const {
    const Centers<T>& centers = chosen_.centers;
    const std::int32_t nearest = chosen_.tiles.nearest(tile);
    std::vector<std::int32_t> closest(static_cast<std::size_t>(centers.count()));
    std::iota(closest.begin(), closest.end(), 0);
    if (summaries_.empty() || nearest < 0) return closest;

    Matrix<double> points(2, shard_.features());  // the tile's centre, and its nearest
    const TileView<double> group = summaries_.group(tile / TileSummaries::group_size);
    for (int t = 0; t < shard_.features(); ++t)
        points.row(0)[t] = group.at(static_cast<int>(tile % TileSummaries::group_size), t);
    std::copy_n(centers.row(nearest), shard_.features(), points.row(1));
    Matrix<double> squared(points.rows(), padded_rows<double>(centers.count()));
    all_distances(centers.as_double_rows(), Panels<double>(points.view()), squared.span().data());
    std::erase_if(closest, [&](std::int32_t j) {
        return j != nearest && chosen_.tiles.test().is_farther(chosen_.tiles.to_nearest(tile), squared.row(0)[j],
                                                               squared.row(1)[j], summaries_.radius(tile));
    });
    return closest;
}

template class ClosestDistances<float>;
template class ClosestDistances<double>;

}  // namespace lloyd
