#include "kmeans/chosen_centers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace lloyd {

template <class T>
ChosenCenters<T>::ChosenCenters(const Shard<T>& shard, const TileSummaries& summaries, int n_clusters)
    : shard_(shard),
      summaries_(summaries),
      test_(TileTest::of<T>(shard.features())),
      centers_(n_clusters, shard.features()),
      as_rows_(n_clusters, shard.features()),
      as_doubles_(n_clusters, shard.features()),
      to_nearest_(static_cast<std::size_t>(padded_rows<double>(static_cast<int>(shard.tiles.count()))),
                  std::numeric_limits<double>::infinity()),
      nearest_(to_nearest_.size(), no_cluster),
      farthest_(to_nearest_.size(), std::numeric_limits<double>::infinity()),
      potential_below_(to_nearest_.size()),
      potential_above_(to_nearest_.size(), std::numeric_limits<double>::infinity()),
      words_((static_cast<std::size_t>(n_clusters) + 63) / 64),
      to_score_(to_nearest_.size() * words_) {
    as_rows_.store(0, centers_.view());  // kernels read whole blocks
    as_doubles_.store(0, as_doubles(centers_).view());
}

template <class T>
void ChosenCenters<T>::add(const T* row) {
    std::copy_n(row, shard_.features(), centers_.row(count_));
    Matrix<double> point(1, shard_.features());
    std::copy_n(row, shard_.features(), point.row(0));
    as_rows_.store(count_, {row, 1, shard_.features()});
    as_doubles_.store(count_, std::as_const(point).view());
    ++count_;
}

template <class T>
Matrix<double> ChosenCenters<T>::distances_from(const Matrix<double>& points) const {
    Matrix<double> squared(points.rows(), padded_rows<double>(count_));
    all_distances(in_rows_place(as_doubles_), Panels<double>(points.view()), squared.span().data());
    return squared;
}

template <class T>
KnownTiles ChosenCenters<T>::known(std::int64_t group, std::vector<double>& nearest_centers) const {
    constexpr int size = TileSummaries::group_size;
    static_assert(size == TriedTiles::most);
    const auto first = static_cast<std::size_t>(group * size);
    nearest_centers.resize(static_cast<std::size_t>(size * shard_.features()));
    for (std::size_t i = 0; i < size; ++i) {
        const T* const nearest = centers_.row(std::max(nearest_[first + i], 0));
        for (int t = 0; t < shard_.features(); ++t)
            nearest_centers[static_cast<std::size_t>(t * size) + i] = static_cast<double>(nearest[t]);
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
void ChosenCenters<T>::learn(std::int64_t index, double to_center, SumBounds left, double farthest) {
    const auto tile = static_cast<std::size_t>(index);
    const int last = count_ - 1;
    bits(index)[static_cast<std::size_t>(last) / 64] |= std::uint64_t{1} << (last % 64);
    potential_below_[tile] = left.below;
    potential_above_[tile] = left.above;
    farthest_[tile] = farthest;
    if (summaries_.empty() || to_center >= to_nearest_[tile]) return;
    to_nearest_[tile] = to_center;
    nearest_[tile] = last;
}

template <class T>
SumBounds ChosenCenters<T>::narrow_potential(std::int64_t tile, SumBounds potential) {
    double& below = potential_below_[static_cast<std::size_t>(tile)];
    double& above = potential_above_[static_cast<std::size_t>(tile)];
    below = std::max(below, potential.below);
    above = std::min(above, potential.above);
    return {below, above};
}

template <class T>
void ChosenCenters<T>::to_score(std::int64_t tile, std::vector<std::int32_t>& centers) {
    centers.clear();
    const std::span<std::uint64_t> words = bits(tile);
    for (std::size_t w = 0; w < words.size(); ++w)
        for (std::uint64_t rest = words[w]; rest != 0; rest &= rest - 1)
            centers.push_back(static_cast<std::int32_t>(64 * w) + std::countr_zero(rest));
    const std::int32_t nearest = nearest_[static_cast<std::size_t>(tile)];
    if (nearest < 0 || centers.size() < 2) return;
    // Those that a nearer one has come before since need no score.
    std::erase_if(centers, [&](std::int32_t j) {
        const bool is_out =
            j != nearest && test_.is_farther(to_nearest_[static_cast<std::size_t>(tile)],
                                             summaries_.squared_distance(tile, centers_.row(j)),
                                             squared_between(centers_.row(nearest), centers_.row(j), shard_.features()),
                                             summaries_.radius(tile));
        if (is_out) words[static_cast<std::size_t>(j) / 64] &= ~(std::uint64_t{1} << (j % 64));
        return is_out;
    });
}

template <class T>
void ChosenCenters<T>::set_scored(std::int64_t tile) {
    std::ranges::fill(bits(tile), 0);
}

template <class T>
double ChosenCenters<T>::of_row(std::int64_t local_row) const {
    std::vector<T> row(static_cast<std::size_t>(shard_.features()));
    shard_.tiles.copy_row(local_row, row.data());
    std::vector<T> squared(static_cast<std::size_t>(padded_rows<T>(count_)));
    all_distances(in_rows_place(as_rows_), Panels<T>(MatrixView<const T>{row.data(), 1, shard_.features()}),
                  squared.data());
    return static_cast<double>(*std::min_element(squared.begin(), squared.begin() + count_));
}

/// Exact squared distances of all rows of a tile to their closest centre.
template <class T>
void ChosenCenters<T>::of_tile(std::int64_t tile, std::vector<T>& squared) const {
    const TileView<T> view = shard_.tiles.tile(tile);
    squared.resize(static_cast<std::size_t>(padded_rows<T>(view.rows)));
    std::vector<std::int32_t> labels(squared.size());
    Panels<T> panels;
    pack_closest(tile, panels);
    nearest(view, panels, labels.data(), squared.data());
}

/// All centres that may be closest to a row of the tile.
template <class T>
void ChosenCenters<T>::pack_closest(std::int64_t index, Panels<T>& panels) const {
    const std::int32_t nearest = nearest_[static_cast<std::size_t>(index)];
    std::vector<std::int32_t> closest;
    if (summaries_.empty() || nearest < 0) {
        closest.resize(static_cast<std::size_t>(count_));
        std::iota(closest.begin(), closest.end(), 0);
    } else {
        Matrix<double> points(2, shard_.features());  // the tile's centre, and its nearest
        const TileView<double> group = summaries_.group(index / TileSummaries::group_size);
        for (int t = 0; t < shard_.features(); ++t)
            points.row(0)[t] = group.at(static_cast<int>(index % TileSummaries::group_size), t);
        std::copy_n(centers_.row(nearest), shard_.features(), points.row(1));
        const Matrix<double> squared = distances_from(points);
        for (int j = 0; j < count_; ++j)
            if (j == nearest || !test_.is_farther(to_nearest_[static_cast<std::size_t>(index)], squared.row(0)[j],
                                                  squared.row(1)[j], summaries_.radius(index)))
                closest.push_back(j);
    }
    panels.pack(centers_.view(), closest);
}

template <class T>
void ChosenCenters<T>::of_rows(std::int64_t tile, std::span<const std::int32_t> rows, std::vector<T>& squared) const {
    constexpr std::size_t together = Panels<T>::widest;
    const TileView<T> view = shard_.tiles.tile(tile);
    const auto padded = static_cast<std::size_t>(padded_rows<T>(count_));
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
        all_distances(in_rows_place(as_rows_), panels, to_centers.data());
        for (std::size_t i = 0; i < count; ++i) {
            const T* const of_row = to_centers.data() + i * padded;
            squared.push_back(*std::min_element(of_row, of_row + count_));
        }
    }
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
