#include "kmeans/seeding/greedy_seeding.hpp"

#include "kmeans/seeding/closest_distances.hpp"
#include "lloyd/base/fault_point.hpp"

#include <algorithm>
#include <utility>

namespace lloyd {

namespace {

template <class T>
std::vector<ChosenCenters<T>> none_chosen(const Shard<T>& shard, const PreparedRows<T>& rows, int n_clusters,
                                          int restarts) {
    std::vector<ChosenCenters<T>> chosen;
    for (int r = 0; r < restarts; ++r) chosen.push_back({{n_clusters, rows}, {shard, rows.summaries, n_clusters}});
    return chosen;
}

}  // namespace

template <class T>
GreedySeeding<T>::GreedySeeding(const Context& context, const Shard<T>& shard, const PreparedRows<T>& rows,
                                const FitOptions& options, RestartRange restarts, std::span<float> scores)
    : context_(context),
      shard_(shard),
      random_(options.seed, Purpose::seeding),
      trials_(trials_per_step(options.n_clusters)),
      chosen_(none_chosen(shard, rows, options.n_clusters, restarts.count())),
      candidates_(restarts.count() * trials_, rows),
      scores_(context.team, shard, rows, chosen_, trials_, scores),
      by_tiles_(context.team, shard, rows, chosen_),
      by_scores_(context.team, shard, rows, chosen_, trials_, scores_, by_tiles_),
      exact_(context, shard, rows, chosen_, scores_) {
    for (int r = 0; r < restarts.count(); ++r) {
        const ClosestDistances<T> closest(shard, rows.summaries, chosen_[static_cast<std::size_t>(r)]);
        weights_.push_back({.restart = restarts.begin + r,
                            .closest = [closest](std::int64_t row) { return closest.of_row(row); },
                            .closest_of_all = [this, closest] { return closest.of_all(context_.team); },
                            .scale = 0,
                            .largest = 0});
    }
}

template <class T>
void GreedySeeding<T>::add_center() {
    const int trials = step_ == 0 ? 1 : trials_;
    add_best(gather_rows(context_.comm, shard_, draw_rows(context_, shard_, random_, step_, trials, weights_)), trials);
}

template <class T>
void GreedySeeding<T>::add_known(Matrix<T> centers) {
    add_best(std::move(centers), 1);
}

/// Collective. candidates: [restart][trial].
template <class T>
void GreedySeeding<T>::add_best(Matrix<T> candidates, int trials) {
    candidates_.set(std::move(candidates), trials);
    fault_point(Phase::seed, context_.comm.rank());
    take_in(decide());
    weigh();
    ++step_;
}

/// Collective. The winning trial of every restart.
template <class T>
std::vector<int> GreedySeeding<T>::decide() {
    const int trials = candidates_.trials();
    std::vector<OpenTrials> open = all_trials(static_cast<int>(chosen_.size()), trials);
    const std::int64_t rows = shard_.rows.count();
    if (trials > 1 && balls_.is_due(step_)) {
        narrow_trials(context_.comm, by_tiles_.bound(candidates_), weights_, rows, open);
        balls_.note(step_, std::ranges::any_of(
                               open, [&](const OpenTrials& restart) { return std::ssize(restart.trials) < trials; }));
    }
    narrow_trials(context_.comm, by_scores_.bound(candidates_, open), weights_, rows, open);

    std::vector<OpenTrials> undecided;
    std::ranges::copy_if(open, std::back_inserter(undecided),
                         [](const auto& restart) { return !restart.is_decided(); });
    std::vector<std::int64_t> exact;
    if (!undecided.empty()) exact = exact_.of_trials(candidates_, undecided, weights_, by_scores_.tried());
    std::vector<int> winners;
    for (const OpenTrials& restart : open) {
        std::int32_t best = restart.trials.front();
        for (const std::int32_t c : restart.trials)
            if (c != best && exact[static_cast<std::size_t>(c)] > exact[static_cast<std::size_t>(best)]) best = c;
        winners.push_back(candidates_.trial_of(best));
    }
    return winners;
}

/// Adds the winners to the centres, of which the tiles learn that they may be closest to.
template <class T>
void GreedySeeding<T>::take_in(const std::vector<int>& winners) {
    std::vector<std::int32_t> selection;
    for (std::size_t r = 0; r < chosen_.size(); ++r) {
        selection.push_back(static_cast<std::int32_t>(r) * candidates_.trials() + winners[r]);
        chosen_[r].centers.append(candidates_.row(selection.back()));
    }
    scores_.set_winners(winners);
    const TrialsOnTiles& tried = by_scores_.tried();
    by_tiles_.for_each_group(candidates_, selection, [&](typename GainsByTiles<T>::Group& group, int) {
        for (std::size_t r = 0; r < chosen_.size(); ++r) {
            TileKnowledge<T>& tiles = chosen_[r].tiles;
            const bool is_read = tried.has(selection[r]);
            const GainOnTiles* const gain = is_read ? nullptr : &group.gain(r);
            for (std::size_t i = 0; i < group.count(); ++i) {
                const std::int64_t tile = group.tile(i);
                const double here = group.to_candidate(r, i);
                if (is_read) {
                    const TrialsOnTiles::OnTile& on_tile = tried.at(selection[r], tile);
                    if (on_tile.farthest >= 0) tiles.learn(tile, step_, here, on_tile.left, on_tile.farthest);
                } else if ((gain->reached >> i & 1) != 0) {
                    tiles.learn(tile, step_, here, {gain->left_below[i], gain->left_above[i]}, gain->farthest[i]);
                }
            }
        }
    });
}

/// Collective. What rows weigh now.
template <class T>
void GreedySeeding<T>::weigh() {
    const std::vector<double> largest = exact_.largest_closest(candidates_);
    for (std::size_t r = 0; r < weights_.size(); ++r) {
        weights_[r].scale = weight_scale(largest[r], shard_.global_rows);
        weights_[r].largest = weight_of(largest[r], weights_[r].scale);
    }
}

template class GreedySeeding<float>;
template class GreedySeeding<double>;

}  // namespace lloyd
