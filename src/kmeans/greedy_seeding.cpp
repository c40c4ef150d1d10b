#include "kmeans/greedy_seeding.hpp"

#include "kmeans/seeding.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>

namespace lloyd {

namespace {

template <class T>
Matrix<double> as_doubles(const Matrix<T>& values) {
    Matrix<double> doubles(values.rows(), values.cols());
    std::copy(values.span().begin(), values.span().end(), doubles.span().begin());
    return doubles;
}

}  // namespace

template <class T>
std::size_t GreedySeeding<T>::closest_size(const Shard<T>& shard, int restarts) {
    return static_cast<std::size_t>(restarts * shard.tiles.slots());
}

template <class T>
GreedySeeding<T>::GreedySeeding(const Context& context, const Shard<T>& shard, const TileSummaries& summaries,
                                const FitOptions& options, RestartRange restarts, std::span<T> closest)
    : context_(context),
      shard_(shard),
      summaries_(summaries),
      test_(TileTest::of<T>(shard.features())),
      random_(options.seed, Purpose::seeding),
      restarts_(restarts),
      n_clusters_(options.n_clusters),
      closest_(closest),
      states_(static_cast<std::size_t>(restarts.count() * shard.tiles.count())),
      centers_(static_cast<std::size_t>(restarts.count()), Matrix<T>(options.n_clusters, shard.features())),
      centers_as_double_(centers_.size(), Matrix<double>(options.n_clusters, shard.features())),
      scratch_(static_cast<std::size_t>(context.team.size())) {
    const auto slots = static_cast<std::size_t>(shard.tiles.slots());
    for (int r = 0; r < restarts.count(); ++r)
        weights_.push_back({.restart = restarts.begin + r,
                            .closest = closest.subspan(static_cast<std::size_t>(r) * slots, slots),
                            .scale = 0,
                            .largest = 0});
}

template <class T>
void GreedySeeding<T>::add_center() {
    const int trials = step_ == 0 ? 1 : trials_per_step(n_clusters_);
    const Matrix<T> rows =
        gather_rows(context_.comm, shard_, draw_rows<T>(context_, shard_, random_, step_, trials, weights_));
    const std::vector<std::int64_t> gains = trials == 1 ? std::vector<std::int64_t>(weights_.size()) : gains_of(rows, trials);
    Matrix<T> winners(restarts_.count(), rows.cols());
    for (int r = 0; r < restarts_.count(); ++r) {
        const auto first = gains.begin() + r * trials;
        const auto best = std::max_element(first, first + trials) - gains.begin();
        std::copy_n(rows.row(best), rows.cols(), winners.row(r));
        std::copy_n(rows.row(best), rows.cols(), centers_[static_cast<std::size_t>(r)].row(step_));
        std::copy_n(rows.row(best), rows.cols(), centers_as_double_[static_cast<std::size_t>(r)].row(step_));
    }
    if (step_ + 1 < n_clusters_) {
        move_closer(winners);
        weigh();
    }
    ++step_;
}

/// What each trial takes off the total weight, [restart][trial].
template <class T>
std::vector<std::int64_t> GreedySeeding<T>::gains_of(const Matrix<T>& rows, int trials) {
    const auto size = static_cast<std::size_t>(rows.rows());
    for (Scratch& scratch : scratch_) scratch.gains.assign(size, 0);
    for_each_tile(rows, [&](int r, std::int64_t tile, std::span<const std::int32_t> candidates, Scratch& scratch) {
        scratch.panels.pack({rows.row(r * trials), trials, rows.cols()}, candidates);
        scratch.gains_here.assign(candidates.size(), 0);
        add_gains(shard_.tiles.tile(tile), scratch.panels, closest(r, tile).data(),
                  weights_[static_cast<std::size_t>(r)].scale, scratch.gains_here.data());
        for (std::size_t i = 0; i < candidates.size(); ++i)
            scratch.gains[static_cast<std::size_t>(r * trials + candidates[i])] += scratch.gains_here[i];
    });
    std::vector<std::int64_t> gains(size);
    for (const Scratch& scratch : scratch_)
        std::transform(gains.begin(), gains.end(), scratch.gains.begin(), gains.begin(), std::plus<>());
    context_.comm.sum(gains);
    return gains;
}

template <class T>
void GreedySeeding<T>::move_closer(const Matrix<T>& winners) {
    for_each_tile(winners, [&](int r, std::int64_t tile, std::span<const std::int32_t>, Scratch& scratch) {
        const std::span<T> distances = closest(r, tile);
        const TileView<T> view = shard_.tiles.tile(tile);
        if (step_ == 0) {
            std::fill(distances.begin(), distances.end(), T{0});
            std::fill_n(distances.begin(), view.rows, std::numeric_limits<T>::infinity());
        }
        scratch.panels.pack({winners.row(r), 1, winners.cols()});
        TileState& here = state(r, tile);
        here.farthest = update_closest(view, scratch.panels, distances.data());
        if (summaries_.empty()) return;
        const double to_winner =
            scratch.to_candidates[static_cast<std::size_t>(r * TileSummaries::group_size + tile % TileSummaries::group_size)];
        if (step_ == 0 || to_winner < here.to_nearest) {
            here.to_nearest = to_winner;
            here.nearest = step_;
        }
    });
}

/// Scales and largest weights, from the rows farthest from all centres.
template <class T>
void GreedySeeding<T>::weigh() {
    std::vector<double> farthest(weights_.size());
    for (int r = 0; r < restarts_.count(); ++r)
        for (std::int64_t tile = 0; tile < shard_.tiles.count(); ++tile)
            farthest[static_cast<std::size_t>(r)] =
                std::max(farthest[static_cast<std::size_t>(r)], static_cast<double>(state(r, tile).farthest));
    context_.comm.max(std::span<double>(farthest));
    for (std::size_t r = 0; r < weights_.size(); ++r) {
        weights_[r].scale = weight_scale(farthest[r], shard_.global_rows);
        weights_[r].largest = weight_of(farthest[r], weights_[r].scale);
    }
}

/// body(restart, tile, candidates that matter there, scratch), the candidates of each restart being one after another in
/// the rows of `candidates` and counted from 0.
template <class T>
template <class Body>
void GreedySeeding<T>::for_each_tile(const Matrix<T>& candidates, Body&& body) {
    const int each = static_cast<int>(candidates.rows()) / restarts_.count();
    const bool all_matter = summaries_.empty() || step_ == 0;
    const Matrix<double> points = as_doubles(candidates);
    const Panels<double> panels(points.view());
    constexpr int group = TileSummaries::group_size;
    const std::int64_t tiles = shard_.tiles.count();
    context_.team.for_each((tiles + group - 1) / group, [&](std::int64_t g, int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        if (!summaries_.empty()) {
            scratch.to_candidates.resize(static_cast<std::size_t>(points.rows()) * group);
            all_distances(summaries_.group(g), panels, scratch.to_candidates.data());
        }
        for (std::int64_t tile = g * group; tile < std::min(tiles, (g + 1) * group); ++tile)
            for (int r = 0; r < restarts_.count(); ++r) {
                scratch.candidates.clear();
                for (int c = 0; c < each; ++c) {
                    const std::int64_t candidate = std::int64_t{r} * each + c;
                    const auto at = static_cast<std::size_t>(candidate * group + tile % group);
                    if (all_matter || matters(r, tile, scratch.to_candidates[at], points.row(candidate)))
                        scratch.candidates.push_back(c);
                }
                if (!scratch.candidates.empty()) body(r, tile, std::span<const std::int32_t>(scratch.candidates), scratch);
            }
    });
}

/// Whether the candidate may be closer to some row of the tile than all centres so far.
template <class T>
bool GreedySeeding<T>::matters(int restart, std::int64_t tile, double to_candidate, const double* candidate) const {
    const TileState& here = state(restart, tile);
    const double radius = summaries_.radius(tile);
    if (test_.is_beyond(to_candidate, radius, static_cast<double>(here.farthest))) return false;
    return !test_.is_farther(here.to_nearest, to_candidate, radius, [&] {
        const Matrix<double>& centers = centers_as_double_[static_cast<std::size_t>(restart)];
        return squared_between(centers.row(here.nearest), candidate, shard_.features());
    });
}

template <class T>
std::span<T> GreedySeeding<T>::closest(int restart, std::int64_t tile) const {
    const std::int64_t first = restart * shard_.tiles.slots() + shard_.tiles.first_slot(tile);
    const int rows = shard_.tiles.tile(tile).rows;
    return closest_.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(padded_rows<T>(rows)));
}

template class GreedySeeding<float>;
template class GreedySeeding<double>;

}  // namespace lloyd
