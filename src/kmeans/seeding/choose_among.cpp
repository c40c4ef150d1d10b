#include "kmeans/seeding/choose_among.hpp"

#include "kmeans/seeding/rules.hpp"
#include "lloyd/core/exact/nearest.hpp"
#include "lloyd/core/philox.hpp"
#include "lloyd/data/for_each_tile.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace lloyd {

template <class T>
Matrix<T> choose_among(const Team& team, const Matrix<T>& candidates, std::span<const std::int64_t> counts,
                       const FitOptions& options, int restart) {
    const Philox random(options.seed, Purpose::seeding);
    const std::int64_t rows = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    const auto size = static_cast<std::size_t>(candidates.rows());
    const int most_trials = trials_per_step(options.n_clusters);
    Tiles<T> tiles(candidates.rows(), static_cast<int>(candidates.cols()));
    tiles.store(0, candidates.view());
    std::vector<T> closest(size, std::numeric_limits<T>::infinity());
    std::vector<T> to_trials(size * static_cast<std::size_t>(most_trials));
    std::vector<std::int64_t> weights(size);
    const auto padded = static_cast<std::size_t>(padded_rows<T>(tiles.rows_per_tile()));
    PerThread<std::vector<T>> squared(team, std::vector<T>(padded * static_cast<std::size_t>(most_trials)));
    Matrix<T> centers(options.n_clusters, candidates.cols());
    double scale = 0;
    for (int step = 0; step < options.n_clusters; ++step) {
        const int trials = step == 0 ? 1 : most_trials;
        if (std::ranges::all_of(weights, [](std::int64_t weight) { return weight == 0; }))
            weights.assign(counts.begin(), counts.end());
        const std::int64_t total = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
        Matrix<T> drawn(trials, candidates.cols());
        for (int trial = 0; trial < trials; ++trial) {
            std::int64_t left = draw_weight(random, restart, step, trial, total);
            std::size_t i = 0;
            for (; left >= weights[i]; ++i) left -= weights[i];
            std::copy_n(candidates.row(static_cast<std::int64_t>(i)), candidates.cols(), drawn.row(trial));
        }
        const Panels<T> panels(std::as_const(drawn).view());
        PerThread<std::vector<std::int64_t>> by_thread(team,
                                                       std::vector<std::int64_t>(static_cast<std::size_t>(trials)));
        for_each_tile(team, tiles, [&](std::int64_t index, const TileView<T>& tile, int thread) {
            T* const mine = squared[thread].data();
            all_distances(tile, panels, mine);
            for (int trial = 0; trial < trials; ++trial)
                for (int i = 0; i < tile.rows; ++i) {
                    const auto row = static_cast<std::size_t>(tiles.first_slot(index) + i);
                    const T distance = std::min(closest[row], mine[trial * padded_rows<T>(tile.rows) + i]);
                    to_trials[static_cast<std::size_t>(trial) * size + row] = distance;
                    by_thread[thread][static_cast<std::size_t>(trial)] +=
                        counts[row] * weight_of(static_cast<double>(distance), scale);
                }
        });
        const std::vector<std::int64_t> potentials = by_thread.sum();
        const auto best = std::ranges::min_element(potentials) - potentials.begin();
        std::copy_n(drawn.row(best), candidates.cols(), centers.row(step));
        std::copy_n(to_trials.begin() + best * static_cast<std::int64_t>(size), size, closest.begin());
        scale = weight_scale(static_cast<double>(*std::max_element(closest.begin(), closest.end())), rows);
        for (std::size_t i = 0; i < size; ++i)
            weights[i] = counts[i] * weight_of(static_cast<double>(closest[i]), scale);
    }
    return centers;
}

template Matrix<float> choose_among(const Team&, const Matrix<float>&, std::span<const std::int64_t>, const FitOptions&,
                                    int);
template Matrix<double> choose_among(const Team&, const Matrix<double>&, std::span<const std::int64_t>,
                                     const FitOptions&, int);

}  // namespace lloyd
