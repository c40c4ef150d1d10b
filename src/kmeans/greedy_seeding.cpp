#include "kmeans/greedy_seeding.hpp"

#include "kmeans/seeding.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace lloyd {

template <class T>
GreedySeeding<T>::GreedySeeding(const Context& context, const Shard<T>& shard, const Digest<T>& rows,
                                const FitOptions& options, RestartRange restarts, std::span<float> scores)
    : context_(context),
      shard_(shard),
      summaries_(rows.summaries),
      rounded_(rows.rounded),
      random_(options.seed, Purpose::seeding),
      restarts_(restarts),
      trials_(trials_per_step(options.n_clusters)),
      closest_(scores.first(scores.empty() ? 0 : static_cast<std::size_t>(restarts.count() * rounded_.slots()))),
      tried_(summaries_.empty() && rounded_.lanes() == Lanes::features ? scores.subspan(closest_.size())
                                                                       : std::span<float>()),
      is_begun_(static_cast<std::size_t>(restarts.count() * shard.tiles.count())),
      on_tiles_(static_cast<std::size_t>(restarts.count() * shard.tiles.count() * trials_)),
      filtered_(static_cast<std::size_t>(restarts.count())),
      scratch_(static_cast<std::size_t>(context.team.size())) {
    for (int r = 0; r < restarts.count(); ++r) {
        chosen_.emplace_back(shard, rows.summaries, options.n_clusters);
        weights_.push_back({.restart = restarts.begin + r,
                            .closest = [this, r](std::int64_t row) { return chosen(r).of_row(row); },
                            .closest_of_all = [this, r] { return chosen(r).of_all(context_.team); },
                            .scale = 0,
                            .largest = 0});
    }
    // Each thread gets its own memory, which the allocator keeps apart from other threads'.
    context_.team.run([&](int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        scratch.rows = ShiftedTile(shard.tiles.rows_per_tile(), shard.features(), rounded_.lanes());
        scratch.results.resize(static_cast<std::size_t>(trials_));
        scratch.closest.resize(static_cast<std::size_t>(padded_rows<float>(shard.tiles.rows_per_tile())));
    });
}

template <class T>
std::vector<Matrix<T>> GreedySeeding<T>::take_centers() {
    std::vector<Matrix<T>> centers;
    for (ChosenCenters<T>& of_restart : chosen_) centers.push_back(of_restart.take());
    return centers;
}

template <class T>
std::int64_t GreedySeeding<T>::scored_pairs() const {
    std::int64_t pairs = 0;
    for (const Scratch& scratch : scratch_) pairs += scratch.scored_pairs;
    return pairs;
}

template <class T>
void GreedySeeding<T>::add_center() {
    candidates_ = gather_rows(context_.comm, shard_, draw_rows(context_, shard_, random_, step_, trials(), weights_));
    prepare();
    winners_ = decide();
    take_in();
    ++step_;

    std::vector<double> largest = largest_closest();
    context_.comm.max(std::span<double>(largest));
    for (std::size_t r = 0; r < weights_.size(); ++r) {
        weights_[r].scale = weight_scale(largest[r], shard_.global_rows);
        weights_[r].largest = weight_of(largest[r], weights_[r].scale);
    }
}

/// What all tiles need of the candidates.
template <class T>
void GreedySeeding<T>::prepare() {
    filtered_candidates_.set(candidates_, rounded_.origin(), rounded_.lanes());
    largest_norm_ = std::max(largest_norm_, filtered_candidates_.filter().largest_norm);
    points_ = as_doubles(candidates_);
}

/// Collective. The winner of every restart.
template <class T>
std::vector<int> GreedySeeding<T>::decide() {
    std::vector<Contest> contests = open_contests(restarts_.count(), trials());
    const std::int64_t rows = shard_.rows.count();
    if (trials() > 1 && step_ >= balls_again_) {
        narrow_contests(context_.comm, gains_by_balls(), weights_, rows, contests);
        const bool tells_something = std::ranges::any_of(
            contests, [&](const Contest& contest) { return std::ssize(contest.trials) < trials(); });
        balls_wait_ = tells_something ? 0 : std::max(1, 2 * balls_wait_);
        balls_again_ = step_ + 1 + balls_wait_;
    }
    narrow_contests(context_.comm, gains_by_rows(contests), weights_, rows, contests);
    std::vector<Contest> open;
    for (const Contest& contest : contests)
        if (contest.trials.size() > 1) open.push_back(contest);
    const std::vector<std::int64_t> exact = open.empty() ? std::vector<std::int64_t>() : exact_gains(open);
    std::vector<int> winners;
    for (const Contest& contest : contests) {
        std::int32_t best = contest.trials.front();
        for (std::size_t i = 1; i < contest.trials.size(); ++i)
            if (exact[static_cast<std::size_t>(contest.trials[i])] > exact[static_cast<std::size_t>(best)])
                best = contest.trials[i];
        winners.push_back(best - contest.restart * trials());
    }
    return winners;
}

/// Prepares for try_on_group().
template <class T>
void GreedySeeding<T>::know_group(std::int64_t group, int restart, Scratch& scratch) {
    if (!summaries_.empty()) scratch.known = chosen(restart).known(group, scratch.nearest_centers);
}

/// Says in scratch.tried what the candidate does to the tiles of a group. Without balls it may do anything.
template <class T>
void GreedySeeding<T>::try_on_group(std::int64_t group, std::int32_t candidate, const double* to_candidate,
                                    Scratch& scratch) {
    const int count = group_tiles(group);
    if (!summaries_.empty()) {
        const std::span<const double> point(std::as_const(points_).row(candidate),
                                            static_cast<std::size_t>(points_.cols()));
        try_tiles(chosen(candidate / trials()).test(), point, to_candidate, scratch.known, count, scratch.tried);
        return;
    }
    constexpr double infinity = std::numeric_limits<double>::infinity();
    TriedTiles& tried = scratch.tried;
    tried.reached = (std::uint32_t{1} << count) - 1;
    for (TriedTiles::PerTile* const below : {&tried.gain_below, &tried.left_below}) below->fill(0);
    for (TriedTiles::PerTile* const above : {&tried.gain_above, &tried.left_above, &tried.farthest})
        above->fill(infinity);
    tried.total_below = 0;
    tried.total_above = infinity;
    tried.rows_reached = 0;
}

/// Bounds that need no rows, on this rank.
template <class T>
std::vector<GainBounds> GreedySeeding<T>::gains_by_balls() {
    constexpr int size = TileSummaries::group_size;
    std::vector<std::int32_t> all(static_cast<std::size_t>(candidates_.rows()));
    std::iota(all.begin(), all.end(), 0);
    for (Scratch& scratch : scratch_) scratch.gains.assign(all.size(), {});
    for_each_group(all, [&](std::int64_t group, Scratch& scratch) {
        for (std::size_t c = 0; c < all.size(); ++c) {
            if (all[c] % trials() == 0) know_group(group, all[c] / trials(), scratch);
            try_on_group(group, all[c], scratch.to_points.data() + c * size, scratch);
            const TriedTiles& tried = scratch.tried;
            scratch.gains[c] += {tried.total_below, tried.total_above, static_cast<std::int64_t>(tried.rows_reached)};
        }
    });
    return total_gains();
}

/// Of all threads, with room for the rounding of as many terms as there are tiles.
template <class T>
std::vector<GainBounds> GreedySeeding<T>::total_gains() const {
    std::vector<GainBounds> gains(static_cast<std::size_t>(candidates_.rows()));
    const double rounding = 2 * static_cast<double>(shard_.tiles.count() + 64) * std::numeric_limits<double>::epsilon();
    for (std::size_t c = 0; c < gains.size(); ++c) {
        for (const Scratch& scratch : scratch_) gains[c] += scratch.gains[c];
        gains[c].below *= 1 - rounding;
        gains[c].above *= 1 + rounding;
    }
    return gains;
}

/// Adds the winners to the centres, of which the tiles learn that they may be closest to.
template <class T>
void GreedySeeding<T>::take_in() {
    constexpr int size = TileSummaries::group_size;
    std::vector<std::int32_t> candidates;
    for (int r = 0; r < restarts_.count(); ++r) {
        candidates.push_back(r * trials() + winners_[static_cast<std::size_t>(r)]);
        chosen(r).add(candidates_.row(candidates.back()));
        Matrix<T> centers(chosen(r).count(), candidates_.cols());
        std::copy_n(chosen(r).centers().row(0), centers.span().size(), centers.span().begin());
        filtered_[static_cast<std::size_t>(r)].set(centers, rounded_.origin(), rounded_.lanes());
    }
    for_each_group(candidates, [&](std::int64_t group, Scratch& scratch) {
        const std::int64_t first = group * size;
        const auto count = static_cast<std::size_t>(group_tiles(group));
        const TriedTiles& tried = scratch.tried;
        for (int r = 0; r < restarts_.count(); ++r) {
            const std::int32_t candidate = candidates[static_cast<std::size_t>(r)];
            const double* const to_winner = scratch.to_points.data() + r * size;
            const bool is_read = read_[static_cast<std::size_t>(candidate)] >= 0;
            if (!is_read) {
                know_group(group, r, scratch);
                try_on_group(group, candidate, to_winner, scratch);
            }
            for (std::size_t i = 0; i < count; ++i) {
                const std::int64_t tile = first + static_cast<std::int64_t>(i);
                const double here = summaries_.empty() ? 0 : to_winner[i];
                if (is_read) {
                    const TrialOnTile& on_tile = trial_on_tile(candidate, tile);
                    if (on_tile.farthest >= 0) chosen(r).learn(tile, here, on_tile.left, on_tile.farthest);
                } else if ((tried.reached >> i & 1) != 0) {
                    chosen(r).learn(tile, here, {tried.left_below[i], tried.left_above[i]}, tried.farthest[i]);
                }
            }
        }
    });
}

template class GreedySeeding<float>;
template class GreedySeeding<double>;

}  // namespace lloyd
