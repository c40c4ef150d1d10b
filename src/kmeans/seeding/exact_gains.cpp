#include "kmeans/seeding/exact_gains.hpp"

#include "lloyd/core/exact/nearest.hpp"
#include "lloyd/data/for_each_tile.hpp"

#include <algorithm>
#include <atomic>

namespace lloyd {

template <class T>
ExactGains<T>::ExactGains(const Context& context, const Shard<T>& shard, const PreparedRows<T>& rows,
                          std::vector<ChosenCenters<T>>& chosen, ClosestScores<T>& scores)
    : context_(context),
      shard_(shard),
      summaries_(rows.summaries),
      chosen_(chosen),
      scores_(scores),
      by_thread_(context.team, Scratch()) {}

/// Bounds on the rows' squared distances to their closest centre, into `above`. scoring: of all centres so far.
template <class T>
void ExactGains<T>::bound_rows(int restart, std::int64_t tile, const Scoring& scoring, int thread) {
    const float* const closest = scores_.closest(restart, tile, thread);
    const ShiftedTile& rows = scores_.rows(tile, thread);
    const double error = squared_error(rows, scoring);
    std::vector<double>& above = by_thread_[thread].above;
    above.resize(static_cast<std::size_t>(rows.rows()));
    for (std::size_t i = 0; i < above.size(); ++i)
        above[i] = static_cast<double>(rows.norms()[i]) + 2 * static_cast<double>(closest[i]) + error;
}

template <class T>
std::vector<std::int64_t> ExactGains<T>::of_trials(const Candidates<T>& candidates, std::span<const OpenTrials> open,
                                                   std::span<const DrawWeights> weights, const TrialsOnTiles& tried) {
    PerThread<std::vector<std::int64_t>> by_thread(
        context_.team, std::vector<std::int64_t>(static_cast<std::size_t>(candidates.count())));
    for_each_tile(context_.team, shard_.tiles, [&](std::int64_t tile, const TileView<T>&, int thread) {
        for (const OpenTrials& restart : open)
            add_gains(restart, tile, candidates, weights[static_cast<std::size_t>(restart.restart)].scale, tried,
                      by_thread[thread], thread);
    });
    std::vector<std::int64_t> gains = by_thread.sum();
    context_.comm.sum(gains);
    return gains;
}

/// Of one restart on one tile.
template <class T>
void ExactGains<T>::add_gains(const OpenTrials& open, std::int64_t tile, const Candidates<T>& candidates, double scale,
                              const TrialsOnTiles& tried, std::span<std::int64_t> gains, int thread) {
    Scratch& mine = by_thread_[thread];
    mine.selection.clear();
    for (const std::int32_t c : open.trials)
        if (tried.at(c, tile).farthest >= 0) mine.selection.push_back(c);
    if (mine.selection.empty()) return;

    const TileView<T> view = shard_.tiles.tile(tile);
    const auto padded = static_cast<std::size_t>(padded_rows<T>(view.rows));
    mine.panels.pack(candidates.values(), mine.selection);
    bound_rows(open.restart, tile, candidates.scoring(), thread);
    mine.to_trials.resize(mine.selection.size() * padded);
    all_distances(view, mine.panels, mine.to_trials.data());
    const auto to_trial = [&](std::size_t trial, int row) {
        return mine.to_trials[trial * padded + static_cast<std::size_t>(row)];
    };

    mine.doubtful.clear();
    for (int i = 0; i < view.rows; ++i) {
        bool gains_some = false;
        for (std::size_t p = 0; p < mine.selection.size(); ++p)
            gains_some |= !(static_cast<double>(to_trial(p, i)) >= mine.above[static_cast<std::size_t>(i)]);
        if (gains_some) mine.doubtful.push_back(i);
    }
    distances(open.restart).of_rows(tile, mine.doubtful, mine.squared);
    for (std::size_t i = 0; i < mine.doubtful.size(); ++i)
        for (std::size_t p = 0; p < mine.selection.size(); ++p) {
            const T before = mine.squared[i];
            const T after = std::min(before, to_trial(p, mine.doubtful[i]));
            gains[static_cast<std::size_t>(mine.selection[p])] +=
                weight_of(static_cast<double>(before), scale) - weight_of(static_cast<double>(after), scale);
        }
}

/// The largest squared distance of a tile's rows to their closest centre, or anything below `at_least`.
template <class T>
double ExactGains<T>::largest_on_tile(int restart, std::int64_t tile, double at_least, const Scoring& scoring,
                                      int thread) {
    bound_rows(restart, tile, scoring, thread);
    Scratch& mine = by_thread_[thread];
    TileKnowledge<T>& knowledge = chosen_[static_cast<std::size_t>(restart)].tiles;
    // The likeliest row first: it spares most others.
    const auto likeliest = std::ranges::max_element(mine.above);
    knowledge.set_farthest(tile, std::min(knowledge.farthest(tile), *likeliest));
    double largest = 0;
    const auto measure_doubtful = [&] {
        distances(restart).of_rows(tile, mine.doubtful, mine.squared);
        for (const T squared : mine.squared) largest = std::max(largest, static_cast<double>(squared));
    };
    mine.doubtful.assign(1, static_cast<std::int32_t>(likeliest - mine.above.begin()));
    measure_doubtful();
    mine.doubtful.clear();
    const double limit = std::max(largest, at_least);
    for (std::size_t i = 0; i < mine.above.size(); ++i)
        if (!(mine.above[i] <= limit)) mine.doubtful.push_back(static_cast<std::int32_t>(i));
    measure_doubtful();
    return largest;
}

template <class T>
std::vector<double> ExactGains<T>::largest_closest(const Candidates<T>& candidates) {
    const Scoring scoring = candidates.scoring();
    const std::int64_t tiles = shard_.tiles.count();
    std::vector<std::atomic<double>> largest(chosen_.size());
    const auto raise = [&](std::int64_t restart, double to) {
        std::atomic<double>& value = largest[static_cast<std::size_t>(restart)];
        double before = value.load(std::memory_order_relaxed);
        while (before < to && !value.compare_exchange_weak(before, to, std::memory_order_relaxed)) {
        }
    };
    // First the tile that most likely has it: it spares most others.
    if (tiles > 0)
        context_.team.for_each(std::ssize(chosen_), [&](std::int64_t r, int thread) {
            const TileKnowledge<T>& knowledge = chosen_[static_cast<std::size_t>(r)].tiles;
            std::int64_t first = 0;
            for (std::int64_t tile = 1; tile < tiles; ++tile)
                if (knowledge.farthest(tile) > knowledge.farthest(first)) first = tile;
            raise(r, largest_on_tile(static_cast<int>(r), first, 0, scoring, thread));
        });
    for_each_tile(context_.team, shard_.tiles, [&](std::int64_t tile, const TileView<T>&, int thread) {
        for (std::size_t r = 0; r < chosen_.size(); ++r) {
            const double so_far = largest[r].load(std::memory_order_relaxed);
            if (!(chosen_[r].tiles.farthest(tile) <= so_far))
                raise(static_cast<std::int64_t>(r),
                      largest_on_tile(static_cast<int>(r), tile, so_far, scoring, thread));
        }
    });
    std::vector<double> farthest(largest.begin(), largest.end());
    context_.comm.max(std::span<double>(farthest));
    return farthest;
}

template class ExactGains<float>;
template class ExactGains<double>;

}  // namespace lloyd
