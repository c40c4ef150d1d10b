#include "kmeans/greedy_seeding.hpp"

#include "kmeans/seeding.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace lloyd {

template <class T>
GreedySeeding<T>::GreedySeeding(const Context& context, const Shard<T>& shard, const Digest<T>& rows,
                                const FitOptions& options, RestartRange restarts, std::span<float> closest)
    : context_(context),
      shard_(shard),
      summaries_(rows.summaries),
      rounded_(rows.rounded),
      random_(options.seed, Purpose::seeding),
      restarts_(restarts),
      trials_(trials_per_step(options.n_clusters)),
      closest_(closest),
      farthest_(static_cast<std::size_t>(restarts.count() * shard.tiles.count() * trials_)),
      winners_(static_cast<std::size_t>(restarts.count())),
      filtered_(winners_.size()),
      scratch_(static_cast<std::size_t>(context.team.size())) {
    for (int r = 0; r < restarts.count(); ++r) {
        chosen_.emplace_back(shard, rows.summaries, options.n_clusters, closest.empty());
        weights_.push_back({.restart = restarts.begin + r,
                            .closest = [this, r](std::int64_t row) { return chosen(r).of_row(row); },
                            .closest_of_all = [this, r] { return chosen(r).of_all(context_.team); },
                            .scale = 0,
                            .largest = 0});
    }
    // Each thread gets its own memory, which the allocator keeps apart from other threads'.
    context_.team.run([&](int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        scratch.rows = ShiftedTile(shard.tiles.rows_per_tile(), shard.features());
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
    const int trials = step_ == 0 ? 1 : trials_;
    const Matrix<T> candidates =
        gather_rows(context_.comm, shard_, draw_rows(context_, shard_, random_, step_, trials, weights_));
    prepare(candidates, trials);
    winners_ = decide(candidates, trials, sweep(candidates, trials));
    for (int r = 0; r < restarts_.count(); ++r)
        chosen(r).add(candidates.row(r * trials + winners_[static_cast<std::size_t>(r)]));
    ++step_;

    std::vector<double> largest(weights_.size());
    context_.team.for_each(restarts_.count(), [&](std::int64_t r, int thread) {
        largest[static_cast<std::size_t>(r)] =
            largest_closest(static_cast<int>(r), scratch_[static_cast<std::size_t>(thread)]);
    });
    context_.comm.max(std::span<double>(largest));
    for (std::size_t r = 0; r < weights_.size(); ++r) {
        weights_[r].scale = weight_scale(largest[r], shard_.global_rows);
        weights_[r].largest = weight_of(largest[r], weights_[r].scale);
    }
}

/// What all tiles need of candidates and centres.
template <class T>
void GreedySeeding<T>::prepare(const Matrix<T>& candidates, int trials) {
    const std::vector<T>& origin = rounded_.origin();
    candidates_.set(candidates, origin);
    largest_norm_ = std::max(largest_norm_, candidates_.filter().largest_norm);
    const Matrix<double> points = as_doubles(candidates);
    between_.clear();
    for (int r = 0; r < restarts_.count() && step_ > 0; ++r) {
        const Matrix<T>& centers = chosen(r).centers();
        Matrix<double> of_restart(std::int64_t{trials}, centers.cols());
        std::copy_n(points.row(std::int64_t{r} * trials), of_restart.span().size(), of_restart.span().begin());
        between_.push_back(chosen(r).distances_from(of_restart));
        const int first = finds_anew() ? 0 : step_ - 1;
        Matrix<T> some(std::int64_t{step_ - first}, centers.cols());
        std::copy_n(centers.row(first), some.span().size(), some.span().begin());
        filtered_[static_cast<std::size_t>(r)].set(some, origin);
    }
}

/// Takes the last winners in, and bounds what candidates, [restart][trial], gain on this rank.
template <class T>
std::vector<GainBounds> GreedySeeding<T>::sweep(const Matrix<T>& candidates, int trials) {
    constexpr int group = TileSummaries::group_size;
    Matrix<T> winners(step_ > 0 ? restarts_.count() : 0, candidates.cols());
    for (int r = 0; r < winners.rows(); ++r)
        std::copy_n(chosen(r).centers().row(step_ - 1), candidates.cols(), winners.row(r));
    Panels<double> winner_panels;
    Panels<double> candidate_panels;
    winner_panels.pack(as_doubles(winners).view());
    candidate_panels.pack(as_doubles(candidates).view());
    for (Scratch& scratch : scratch_) {
        scratch.to_winners.resize(static_cast<std::size_t>(winners.rows() * group));
        scratch.to_candidates.resize(static_cast<std::size_t>(candidates.rows() * group));
        scratch.matters.resize(static_cast<std::size_t>(restarts_.count() * group));
        scratch.gains.assign(static_cast<std::size_t>(candidates.rows()), {});
    }

    const std::int64_t tiles = shard_.tiles.count();
    context_.team.for_each((tiles + group - 1) / group, [&](std::int64_t g, int thread) {
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        if (!summaries_.empty()) {
            if (step_ > 0) all_distances(summaries_.group(g), winner_panels, scratch.to_winners.data());
            all_distances(summaries_.group(g), candidate_panels, scratch.to_candidates.data());
        }
        const std::int64_t first = g * group;
        const std::int64_t end = std::min(tiles, first + group);
        scratch.is_read.fill(false);
        for (int r = 0; r < restarts_.count(); ++r) find_what_matters(r, g, trials, scratch);
        for (std::int64_t tile = first; tile < end; ++tile) {
            if (!scratch.is_read[static_cast<std::size_t>(tile - first)]) continue;
            scratch.rows.set(rounded_.tile(tile));
            for (int r = 0; r < restarts_.count(); ++r) try_on_tile(r, tile, trials, scratch);
        }
    });

    std::vector<GainBounds> gains(static_cast<std::size_t>(candidates.rows()));
    for (const Scratch& scratch : scratch_)
        for (std::size_t i = 0; i < gains.size(); ++i) {
            gains[i].below += scratch.gains[i].below;
            gains[i].above += scratch.gains[i].above;
            gains[i].rows += scratch.gains[i].rows;
        }
    return gains;
}

/// Takes the last winner in where it is near, and finds the trials that may be, for a group of tiles.
template <class T>
void GreedySeeding<T>::find_what_matters(int restart, std::int64_t group, int trials, Scratch& scratch) {
    constexpr int size = TileSummaries::group_size;
    const std::int64_t first = group * size;
    const int count = static_cast<int>(std::min<std::int64_t>(size, shard_.tiles.count() - first));
    const std::span<Matters> matters = std::span(scratch.matters).subspan(static_cast<std::size_t>(restart * size));
    for (int i = 0; i < count; ++i)
        matters[static_cast<std::size_t>(i)] = {
            0, step_ > 0 && take_in_winner(restart, first + i,
                                           scratch.to_winners[static_cast<std::size_t>(restart * size + i)])};
    std::uint32_t is_read = 0;
    for (int c = 0; c < trials; ++c) {
        const double* const between = step_ > 0 ? between_[static_cast<std::size_t>(restart)].row(c) : nullptr;
        const std::uint32_t reached =
            chosen(restart).reached(group, scratch.to_candidates.data() + std::int64_t{restart * trials + c} * size,
                                    {between, static_cast<std::size_t>(step_)});
        is_read |= reached;
        std::fill_n(farthest_.begin() + static_cast<std::ptrdiff_t>(trial_on_tile(restart, first, c)), count, -1.0);
        for (std::uint32_t rest = reached; rest != 0; rest &= rest - 1)
            matters[static_cast<std::size_t>(std::countr_zero(rest))].trials |= std::uint32_t{1} << c;
    }
    for (int i = 0; i < count; ++i)
        if ((is_read >> i & 1) != 0 || (matters[static_cast<std::size_t>(i)].winner && !finds_anew()))
            scratch.is_read[static_cast<std::size_t>(i)] = true;
}

template <class T>
void GreedySeeding<T>::try_on_tile(int restart, std::int64_t tile, int trials, Scratch& scratch) {
    constexpr int group = TileSummaries::group_size;
    const Matters matters = scratch.matters[static_cast<std::size_t>(restart * group + tile % group)];
    if (matters.trials == 0 && (!matters.winner || finds_anew())) return;
    scratch.chosen.clear();
    if (finds_anew())
        for (std::uint64_t rest = chosen(restart).near(tile); rest != 0; rest &= rest - 1)
            scratch.chosen.push_back(std::countr_zero(rest));
    else if (matters.winner)
        scratch.chosen.push_back(0);
    float* const closest = finds_anew() ? scratch.closest.data()
                                        : closest_.data() + restart * rounded_.slots() + rounded_.first_slot(tile);
    const bool begins = finds_anew() || step_ == 0;
    if (begins || !scratch.chosen.empty()) {
        const Filter filter =
            filtered_[static_cast<std::size_t>(restart)].filter(scratch.chosen, scratch.panels, scratch.half_norms);
        scratch.scored_pairs += std::int64_t{shard_.tiles.tile(tile).rows} * scratch.panels.centers();
        lower_scores(scratch.rows, {scratch.panels, filter}, begins, closest);
    }
    if (matters.trials == 0) return;
    scratch.chosen.clear();
    for (std::uint32_t rest = matters.trials; rest != 0; rest &= rest - 1)
        scratch.chosen.push_back(restart * trials + std::countr_zero(rest));
    Filter filter = candidates_.filter(scratch.chosen, scratch.panels, scratch.half_norms);
    filter.largest_norm = largest_norm_;
    scratch.scored_pairs += std::int64_t{shard_.tiles.tile(tile).rows} * scratch.panels.centers();
    try_scores(scratch.rows, {scratch.panels, filter}, closest, scratch.results.data());
    for (std::size_t i = 0; i < scratch.chosen.size(); ++i) {
        const ScoreTrial& result = scratch.results[i];
        GainBounds& gain = scratch.gains[static_cast<std::size_t>(scratch.chosen[i])];
        gain.below += result.gain_below;
        gain.above += result.gain_above;
        gain.rows += result.rows;
        farthest_[trial_on_tile(restart, tile, scratch.chosen[i] - restart * trials)] =
            result.rows > 0 ? result.farthest_above : -1;
    }
}

/// Returns whether it may be closest to some row of the tile.
template <class T>
bool GreedySeeding<T>::take_in_winner(int restart, std::int64_t tile, double to_winner) {
    const double farthest = farthest_[trial_on_tile(restart, tile, winners_[static_cast<std::size_t>(restart)])];
    if (farthest < 0) return false;
    chosen(restart).learn(tile, to_winner, farthest);
    return true;
}

/// Collective. The winner of every restart.
template <class T>
std::vector<int> GreedySeeding<T>::decide(const Matrix<T>& candidates, int trials, std::span<const GainBounds> gains) {
    std::vector<int> winners(weights_.size(), 0);
    if (trials == 1) return winners;
    std::vector<Contest> contests;
    for (Contest& contest : open_contests(context_.comm, gains, weights_, shard_.rows.count(), trials)) {
        winners[static_cast<std::size_t>(contest.restart)] = contest.trials.front() - contest.restart * trials;
        if (contest.trials.size() > 1) contests.push_back(std::move(contest));
    }
    if (contests.empty()) return winners;

    const std::vector<std::int64_t> exact = exact_gains(candidates, contests);
    for (const Contest& contest : contests) {
        const std::int32_t best =
            *std::max_element(contest.trials.begin(), contest.trials.end(), [&](std::int32_t a, std::int32_t b) {
                return exact[static_cast<std::size_t>(a)] < exact[static_cast<std::size_t>(b)];
            });
        winners[static_cast<std::size_t>(contest.restart)] = best - contest.restart * trials;
    }
    return winners;
}

template class GreedySeeding<float>;
template class GreedySeeding<double>;

}  // namespace lloyd
