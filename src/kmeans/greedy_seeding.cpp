#include "kmeans/greedy_seeding.hpp"

#include "kmeans/seeding.hpp"
#include "lloyd/core/distance.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace lloyd {

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
      trials_(trials_per_step(options.n_clusters)),
      closest_(closest),
      states_(static_cast<std::size_t>(restarts.count() * shard.tiles.count())),
      farthest_(closest.empty() ? states_.size() * static_cast<std::size_t>(trials_) : 0),
      winners_(static_cast<std::size_t>(restarts.count())),
      centers_(static_cast<std::size_t>(restarts.count()), Matrix<T>(options.n_clusters, shard.features())),
      scratch_(static_cast<std::size_t>(context.team.size())) {
    for (int r = 0; r < restarts.count(); ++r)
        weights_.push_back({.restart = restarts.begin + r,
                            .closest = [this, r](std::int64_t row) { return closest_of_row(r, row); },
                            .scale = 0,
                            .largest = 0});
}

template <class T>
void GreedySeeding<T>::add_center() {
    const int trials = step_ == 0 ? 1 : trials_;
    const Matrix<T> rows =
        gather_rows(context_.comm, shard_, draw_rows(context_, shard_, random_, step_, trials, weights_));
    if (step_ == 0)
        for (int r = 0; r < restarts_.count(); ++r) choose(r, rows.row(r));
    const std::vector<Trial> results = sweep(rows, trials);
    for (int r = 0; r < restarts_.count(); ++r) {
        const auto first = results.begin() + r * trials;
        const auto best = std::max_element(first, first + trials, [](auto& a, auto& b) { return a.gain < b.gain; });
        choose(r, rows.row(best - results.begin()));
        const auto index = static_cast<std::size_t>(r);
        winners_[index] = static_cast<int>(best - first);
        weights_[index].scale = weight_scale(best->farthest, shard_.global_rows);
        weights_[index].largest = weight_of(best->farthest, weights_[index].scale);
    }
    ++step_;
}

template <class T>
void GreedySeeding<T>::choose(int restart, const T* row) {
    std::copy_n(row, shard_.features(), centers_[static_cast<std::size_t>(restart)].row(step_));
}

/// The centre that tiles do not know yet; the first has no rivals and is taken in at once.
template <class T>
int GreedySeeding<T>::pending() const {
    return step_ == 0 ? 0 : step_ == 1 ? -1 : step_ - 1;
}

/// Takes pending centres in, and tries candidates, [restart][trial].
template <class T>
std::vector<Trial> GreedySeeding<T>::sweep(const Matrix<T>& candidates, int trials) {
    constexpr int group = TileSummaries::group_size;
    Matrix<T> winners(pending() >= 0 ? restarts_.count() : 0, candidates.cols());
    for (int r = 0; r < winners.rows(); ++r)
        std::copy_n(centers_[static_cast<std::size_t>(r)].row(pending()), candidates.cols(), winners.row(r));
    Panels<double> winner_panels;
    Panels<double> candidate_panels;
    winner_panels.pack(as_doubles(winners).view());
    candidate_panels.pack(as_doubles(candidates).view());
    // Each thread gets its own memory, which the allocator keeps apart from other threads'.
    context_.team.run([&](int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        scratch.to_winners.resize(static_cast<std::size_t>(winners.rows() * group));
        scratch.to_candidates.resize(static_cast<std::size_t>(candidates.rows() * group));
        scratch.trials.assign(static_cast<std::size_t>(candidates.rows()), {});
        scratch.closest.resize(static_cast<std::size_t>(padded_rows<T>(shard_.tiles.rows_per_tile())));
    });

    const std::int64_t tiles = shard_.tiles.count();
    context_.team.for_each((tiles + group - 1) / group, [&](std::int64_t g, int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        if (!summaries_.empty()) {
            if (pending() >= 0) all_distances(summaries_.group(g), winner_panels, scratch.to_winners.data());
            all_distances(summaries_.group(g), candidate_panels, scratch.to_candidates.data());
        }
        for (std::int64_t tile = g * group; tile < std::min(tiles, (g + 1) * group); ++tile)
            for (int r = 0; r < restarts_.count(); ++r) {
                if (pending() >= 0)
                    move_closer(r, tile, scratch.to_winners[static_cast<std::size_t>(r * group + tile % group)],
                                scratch);
                try_on_tile(r, tile, candidates, trials, scratch);
            }
    });

    std::vector<std::int64_t> gains(static_cast<std::size_t>(candidates.rows()));
    std::vector<double> farthest(gains.size());
    for (const Scratch& scratch : scratch_)
        for (std::size_t i = 0; i < gains.size(); ++i) {
            gains[i] += scratch.trials[i].gain;
            farthest[i] = std::max(farthest[i], scratch.trials[i].farthest);
        }
    context_.comm.sum(gains);
    context_.comm.max(std::span<double>(farthest));
    std::vector<Trial> all;
    for (std::size_t i = 0; i < gains.size(); ++i) all.push_back({gains[i], farthest[i]});
    return all;
}

/// Takes the pending centre in.
template <class T>
void GreedySeeding<T>::move_closer(int restart, std::int64_t tile, double to_winner, Scratch& scratch) {
    const int winner = pending();
    const Matrix<T>& centers = centers_[static_cast<std::size_t>(restart)];
    TileState& here = state(restart, tile);
    if (winner == 0) {
        here.near = 1;
        scratch.panels.pack({centers.row(winner), 1, shard_.features()});
        here.farthest =
            take_first(tile, scratch.panels, finds_anew() ? std::span(scratch.closest) : closest(restart, tile));
    } else if (finds_anew()) {
        const double shown = farthest(restart, tile, winners_[static_cast<std::size_t>(restart)]);
        if (shown < 0) return;
        here.farthest = shown;
        add_near(restart, tile, to_winner);
    } else {
        if (!matters(restart, tile, to_winner, centers.row(winner))) return;
        scratch.panels.pack({centers.row(winner), 1, shard_.features()});
        here.farthest =
            static_cast<double>(update_closest(shard_.tiles.tile(tile), scratch.panels, closest(restart, tile).data()));
    }
    if (summaries_.empty() || (winner > 0 && to_winner >= here.to_nearest)) return;
    here.to_nearest = to_winner;
    here.nearest = winner;
}

/// The distances of the tile's rows to their first centre; returns the largest.
template <class T>
double GreedySeeding<T>::take_first(std::int64_t tile, const Panels<T>& center, std::span<T> distances) const {
    const TileView<T> view = shard_.tiles.tile(tile);
    std::fill(distances.begin(), distances.end(), T{0});
    std::fill_n(distances.begin(), view.rows, std::numeric_limits<T>::infinity());
    return static_cast<double>(update_closest(view, center, distances.data()));
}

/// The pending centre is near the tile, and some that were may no longer be.
template <class T>
void GreedySeeding<T>::add_near(int restart, std::int64_t tile, double to_winner) {
    const Matrix<T>& centers = centers_[static_cast<std::size_t>(restart)];
    const int winner = pending();
    std::uint64_t& near = state(restart, tile).near;
    for (std::uint64_t rest = near; rest != 0; rest &= rest - 1) {
        const int other = std::countr_zero(rest);
        const double between = squared_between(centers.row(winner), centers.row(other), shard_.features());
        if (test_.is_farther(to_winner, summaries_.squared_distance(tile, centers.row(other)), between,
                             summaries_.radius(tile)))
            near &= ~(std::uint64_t{1} << other);
    }
    near |= std::uint64_t{1} << winner;
}

template <class T>
void GreedySeeding<T>::pack_near(int restart, std::int64_t tile, Scratch& scratch) const {
    scratch.near.clear();
    for (std::uint64_t rest = state(restart, tile).near; rest != 0; rest &= rest - 1)
        scratch.near.push_back(std::countr_zero(rest));
    scratch.near_panels.pack(centers_[static_cast<std::size_t>(restart)].view(), scratch.near);
}

template <class T>
void GreedySeeding<T>::try_on_tile(int restart, std::int64_t tile, const Matrix<T>& candidates, int trials,
                                   Scratch& scratch) {
    constexpr int group = TileSummaries::group_size;
    const std::int64_t first = std::int64_t{restart} * trials;
    const std::span<Trial> results =
        std::span(scratch.trials).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(trials));
    const TileView<T> view = shard_.tiles.tile(tile);
    scratch.candidates.clear();
    for (int c = 0; c < trials; ++c) {
        const double to_candidate = scratch.to_candidates[static_cast<std::size_t>((first + c) * group + tile % group)];
        if (step_ > 0 && matters(restart, tile, to_candidate, candidates.row(first + c))) {
            scratch.candidates.push_back(c);
            continue;
        }
        results[static_cast<std::size_t>(c)].farthest =
            std::max(results[static_cast<std::size_t>(c)].farthest, state(restart, tile).farthest);
        if (finds_anew()) farthest(restart, tile, c) = -1;
    }
    if (scratch.candidates.empty()) return;
    const T* kept = nullptr;
    if (finds_anew())
        pack_near(restart, tile, scratch);
    else
        kept = closest(restart, tile).data();
    scratch.panels.pack({candidates.row(first), trials, candidates.cols()}, scratch.candidates);
    scratch.trials_here.resize(scratch.candidates.size());
    try_candidates(view, scratch.panels, kept, scratch.near_panels, weights_[static_cast<std::size_t>(restart)].scale,
                   scratch.trials_here.data());
    for (std::size_t i = 0; i < scratch.candidates.size(); ++i) {
        Trial& result = results[static_cast<std::size_t>(scratch.candidates[i])];
        result.gain += scratch.trials_here[i].gain;
        result.farthest = std::max(result.farthest, scratch.trials_here[i].farthest);
        if (finds_anew()) farthest(restart, tile, scratch.candidates[i]) = scratch.trials_here[i].farthest;
    }
}

/// Whether the point may be closer to some row of the tile than all centres so far.
template <class T>
bool GreedySeeding<T>::matters(int restart, std::int64_t tile, double to_point, const T* point) const {
    if (summaries_.empty()) return true;
    const TileState& here = state(restart, tile);
    const double radius = summaries_.radius(tile);
    if (test_.is_beyond(to_point, radius, here.farthest)) return false;
    if (to_point <= here.to_nearest) return true;
    const T* nearest = centers_[static_cast<std::size_t>(restart)].row(here.nearest);
    return !test_.is_farther(here.to_nearest, to_point, squared_between(nearest, point, shard_.features()), radius);
}

template <class T>
double GreedySeeding<T>::closest_of_row(int restart, std::int64_t local_row) const {
    T closest = std::numeric_limits<T>::infinity();
    if (!finds_anew())
        closest = closest_[static_cast<std::size_t>(restart * shard_.tiles.slots() + shard_.tiles.slot(local_row))];
    // Kept distances lack the pending centre.
    const int first = finds_anew() ? 0 : pending() < 0 ? step_ : pending();
    std::vector<T> row(static_cast<std::size_t>(shard_.features()));
    shard_.tiles.copy_row(local_row, row.data());
    const Matrix<T>& centers = centers_[static_cast<std::size_t>(restart)];
    for (int j = first; j < step_; ++j)
        closest = std::min(closest, squared_distance(row.data(), centers.row(j), shard_.features()));
    return static_cast<double>(closest);
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
