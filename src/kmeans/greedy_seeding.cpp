#include "kmeans/greedy_seeding.hpp"

#include "kmeans/seeding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lloyd {

template <class T>
std::size_t GreedySeeding<T>::closest_size(const Shard<T>& shard, int restarts) {
    constexpr std::int64_t lanes = TileView<T>::lanes;
    return static_cast<std::size_t>(restarts * ((shard.tiles.rows() + lanes - 1) / lanes * lanes));
}

template <class T>
GreedySeeding<T>::GreedySeeding(const Context& context, const Shard<T>& shard, const FitOptions& options,
                                RestartRange restarts, std::span<T> closest)
    : context_(context),
      shard_(shard),
      random_(options.seed, Purpose::seeding),
      restarts_(restarts),
      n_clusters_(options.n_clusters),
      padded_rows_(static_cast<std::int64_t>(closest_size(shard, 1))),
      closest_(closest),
      tile_weights_(static_cast<std::size_t>(restarts.count() * shard.tiles.count())),
      weights_(static_cast<std::size_t>(restarts.count())),
      centers_(static_cast<std::size_t>(restarts.count()), Matrix<T>(options.n_clusters, shard.features())) {
    context.team.for_each(shard.tiles.count(), [&](std::int64_t tile, int) {
        const int rows = shard.tiles.tile(tile).rows;
        for (int r = 0; r < restarts.count(); ++r) {
            std::fill_n(this->closest(r, tile), padded_rows<T>(rows), T{0});
            std::fill_n(this->closest(r, tile), rows, std::numeric_limits<T>::infinity());
        }
    });
}

template <class T>
void GreedySeeding<T>::add_center() {
    const int trials = step_ == 0 ? 1 : trials_per_step(n_clusters_);
    const Matrix<T> rows = gather_rows(context_.comm, shard_, draw_rows(trials));
    std::vector<Panels<T>> candidates;
    for (int r = 0; r < restarts_.count(); ++r)
        candidates.emplace_back(MatrixView<const T>{rows.row(r * trials), trials, rows.cols()});

    const std::vector<Potential> potentials = try_candidates(candidates, trials);
    std::vector<Panels<T>> winners;
    for (int r = 0; r < restarts_.count(); ++r) {
        const auto first = potentials.begin() + r * trials;
        const auto best = std::min_element(first, first + trials, [](auto& a, auto& b) { return a.sum < b.sum; });
        const T* winner = rows.row(best - potentials.begin());
        std::copy_n(winner, rows.cols(), centers_[static_cast<std::size_t>(r)].row(step_));
        weights_[static_cast<std::size_t>(r)].scale = weight_scale(best->maximum, shard_.global_rows);
        winners.emplace_back(MatrixView<const T>{winner, 1, rows.cols()});
    }
    if (++step_ < n_clusters_) move_closer(winners);
}

/// Global rows of all restarts' trials. The first centre is any row, and so is every one when all
/// weights are 0 (fewer distinct rows than centres).
template <class T>
std::vector<std::int64_t> GreedySeeding<T>::draw_rows(int trials) const {
    std::vector<std::int64_t> rows;
    for (int r = 0; r < restarts_.count(); ++r) {
        const Weights& weights = weights_[static_cast<std::size_t>(r)];
        for (int trial = 0; trial < trials; ++trial) {
            const RandomBits bits = random_(static_cast<std::uint32_t>(restarts_.begin + r),
                                            static_cast<std::uint32_t>(step_), static_cast<std::uint32_t>(trial));
            if (weights.all == 0) {
                rows.push_back(context_.comm.is_root() ? below(bits, shard_.global_rows) : 0);
            } else {
                const std::int64_t weight = below(bits, weights.all) - weights.before;
                rows.push_back(weight >= 0 && weight < weights.local ? row_at(r, weight) : 0);
            }
        }
    }
    context_.comm.sum(rows);  // only the rank that holds the row has added it
    return rows;
}

/// The global row at which this rank's running sum of weights exceeds `weight`.
template <class T>
std::int64_t GreedySeeding<T>::row_at(int restart, std::int64_t weight) const {
    const std::int64_t tiles = shard_.tiles.count();
    const std::int64_t* tile_weight = tile_weights_.data() + restart * tiles;
    std::int64_t tile = 0;
    for (; weight >= tile_weight[tile]; ++tile) weight -= tile_weight[tile];

    const double scale = weights_[static_cast<std::size_t>(restart)].scale;
    const T* distances = closest(restart, tile);
    std::int64_t row = 0;
    const auto weight_of = [&](T distance) {
        return static_cast<std::int64_t>(std::floor(static_cast<double>(distance) * scale));
    };
    for (; weight >= weight_of(distances[row]); ++row) weight -= weight_of(distances[row]);
    return shard_.rows.begin + shard_.tiles.first_row(tile) + row;
}

template <class T>
std::vector<Potential> GreedySeeding<T>::try_candidates(const std::vector<Panels<T>>& candidates, int trials) {
    const std::size_t size = candidates.size() * static_cast<std::size_t>(trials);
    auto by_thread = context_.team.copies(std::vector<Potential>(size));
    context_.team.for_each(shard_.tiles.count(), [&](std::int64_t tile, int thread) {
        for (int r = 0; r < restarts_.count(); ++r)
            add_potentials(shard_.tiles.tile(tile), candidates[static_cast<std::size_t>(r)], closest(r, tile),
                           weights_[static_cast<std::size_t>(r)].scale,
                           by_thread[static_cast<std::size_t>(thread)].data() + r * trials);
    });
    std::vector<std::int64_t> sums(size);
    std::vector<double> maxima(size);
    for (const auto& potentials : by_thread)
        for (std::size_t i = 0; i < size; ++i) {
            sums[i] += potentials[i].sum;
            maxima[i] = std::max(maxima[i], potentials[i].maximum);
        }
    context_.comm.sum(sums);
    context_.comm.max(std::span<double>(maxima));
    std::vector<Potential> all(size);
    for (std::size_t i = 0; i < size; ++i) all[i] = {sums[i], maxima[i]};
    return all;
}

template <class T>
void GreedySeeding<T>::move_closer(const std::vector<Panels<T>>& winners) {
    const std::int64_t tiles = shard_.tiles.count();
    context_.team.for_each(tiles, [&](std::int64_t tile, int) {
        for (int r = 0; r < restarts_.count(); ++r)
            tile_weights_[static_cast<std::size_t>(r * tiles + tile)] =
                update_closest(shard_.tiles.tile(tile), winners[static_cast<std::size_t>(r)],
                               weights_[static_cast<std::size_t>(r)].scale, closest(r, tile));
    });
    std::vector<std::int64_t> local;
    for (int r = 0; r < restarts_.count(); ++r)
        local.push_back(std::accumulate(tile_weights_.begin() + r * tiles, tile_weights_.begin() + (r + 1) * tiles,
                                        std::int64_t{0}));
    std::vector<std::int64_t> before = local;
    std::vector<std::int64_t> all = local;
    context_.comm.exclusive_sum(before);
    context_.comm.sum(all);
    for (std::size_t r = 0; r < local.size(); ++r) {
        weights_[r].before = before[r];
        weights_[r].local = local[r];
        weights_[r].all = all[r];
    }
}

template <class T>
T* GreedySeeding<T>::closest(int restart, std::int64_t tile) const {
    return closest_.data() + restart * padded_rows_ + shard_.tiles.first_row(tile);
}

template class GreedySeeding<float>;
template class GreedySeeding<double>;

}  // namespace lloyd
