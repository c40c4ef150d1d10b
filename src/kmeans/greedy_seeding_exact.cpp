// What bounds do not decide: exact gains of trials, and the largest weight.
#include "kmeans/greedy_seeding.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

namespace lloyd {

/// Bounds on the rows' squared distances to their closest centre, into scratch.above.
template <class T>
void GreedySeeding<T>::bound_rows(int restart, std::int64_t tile, Scratch& scratch) {
    restore(tile, scratch);
    const float* const closest = score_closest(restart, tile, scratch);
    const double error = squared_error(scratch.rows, errors());
    scratch.above.resize(static_cast<std::size_t>(scratch.rows.rows()));
    for (std::size_t i = 0; i < scratch.above.size(); ++i)
        scratch.above[i] = static_cast<double>(scratch.rows.norms()[i]) + 2 * static_cast<double>(closest[i]) + error;
}

/// Collective. [restart][trial], of those in contests.
template <class T>
std::vector<std::int64_t> GreedySeeding<T>::exact_gains(std::span<const Contest> contests) {
    auto gains = context_.team.copies(std::vector<std::int64_t>(static_cast<std::size_t>(candidates_.rows())));
    context_.team.for_each(shard_.tiles.count(), [&](std::int64_t tile, int thread) {
        auto& mine = gains[static_cast<std::size_t>(thread)];
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        const TileView<T> view = shard_.tiles.tile(tile);
        std::vector<std::int32_t> here;
        Panels<T> points;
        for (const Contest& contest : contests) {
            here.clear();
            for (const std::int32_t c : contest.trials)
                if (trial_on_tile(c, tile).farthest >= 0) here.push_back(c);
            if (here.empty()) continue;
            points.pack(std::as_const(candidates_).view(), here);
            bound_rows(contest.restart, tile, scratch);
            scratch.to_trials.resize(here.size() * static_cast<std::size_t>(padded_rows<T>(view.rows)));
            all_distances(view, points, scratch.to_trials.data());
            const auto to_point = [&](std::size_t point, int row) {
                return scratch.to_trials[point * static_cast<std::size_t>(padded_rows<T>(view.rows)) +
                                         static_cast<std::size_t>(row)];
            };
            scratch.doubtful.clear();
            for (int i = 0; i < view.rows; ++i) {
                bool gains_some = false;
                for (std::size_t p = 0; p < here.size(); ++p)
                    gains_some |= !(static_cast<double>(to_point(p, i)) >= scratch.above[static_cast<std::size_t>(i)]);
                if (gains_some) scratch.doubtful.push_back(i);
            }
            chosen(contest.restart).of_rows(tile, scratch.doubtful, scratch.squared);
            const double scale = weights_[static_cast<std::size_t>(contest.restart)].scale;
            for (std::size_t i = 0; i < scratch.doubtful.size(); ++i)
                for (std::size_t p = 0; p < here.size(); ++p) {
                    const T before = scratch.squared[i];
                    const T after = std::min(before, to_point(p, scratch.doubtful[i]));
                    mine[static_cast<std::size_t>(here[p])] +=
                        weight_of(static_cast<double>(before), scale) - weight_of(static_cast<double>(after), scale);
                }
        }
    });
    for (std::size_t thread = 1; thread < gains.size(); ++thread)
        for (std::size_t i = 0; i < gains[0].size(); ++i) gains[0][i] += gains[thread][i];
    context_.comm.sum(gains[0]);
    return std::move(gains[0]);
}

/// The largest squared distance of a tile's rows to their closest centre, or anything below `at_least`.
template <class T>
double GreedySeeding<T>::largest_on_tile(int restart, std::int64_t tile, double at_least, Scratch& scratch) {
    bound_rows(restart, tile, scratch);
    // The likeliest row first: it spares most others.
    const auto likeliest = std::ranges::max_element(scratch.above);
    chosen(restart).set_farthest(tile, std::min(chosen(restart).farthest(tile), *likeliest));
    double largest = 0;
    const auto measure_doubtful = [&] {
        chosen(restart).of_rows(tile, scratch.doubtful, scratch.squared);
        for (const T squared : scratch.squared) largest = std::max(largest, static_cast<double>(squared));
    };
    scratch.doubtful.assign(1, static_cast<std::int32_t>(likeliest - scratch.above.begin()));
    measure_doubtful();
    scratch.doubtful.clear();
    const double limit = std::max(largest, at_least);
    for (std::size_t i = 0; i < scratch.above.size(); ++i)
        if (!(scratch.above[i] <= limit)) scratch.doubtful.push_back(static_cast<std::int32_t>(i));
    measure_doubtful();
    return largest;
}

/// [restart] the largest squared distance of this rank's rows to their closest centre.
template <class T>
std::vector<double> GreedySeeding<T>::largest_closest() {
    const std::int64_t tiles = shard_.tiles.count();
    std::vector<std::atomic<double>> largest(chosen_.size());
    if (tiles == 0) return std::vector<double>(chosen_.size());
    const auto raise = [&](int restart, double to) {
        std::atomic<double>& value = largest[static_cast<std::size_t>(restart)];
        double before = value.load(std::memory_order_relaxed);
        while (before < to && !value.compare_exchange_weak(before, to, std::memory_order_relaxed)) {
        }
    };
    // First the tile that most likely has it: it spares most others.
    context_.team.for_each(restarts_.count(), [&](std::int64_t restart, int thread) {
        const int r = static_cast<int>(restart);
        std::int64_t first = 0;
        for (std::int64_t tile = 1; tile < tiles; ++tile)
            if (chosen(r).farthest(tile) > chosen(r).farthest(first)) first = tile;
        raise(r, largest_on_tile(r, first, 0, scratch_[static_cast<std::size_t>(thread)]));
    });
    context_.team.for_each(tiles, [&](std::int64_t tile, int thread) {
        for (int r = 0; r < restarts_.count(); ++r) {
            const double so_far = largest[static_cast<std::size_t>(r)].load(std::memory_order_relaxed);
            if (!(chosen(r).farthest(tile) <= so_far))
                raise(r, largest_on_tile(r, tile, so_far, scratch_[static_cast<std::size_t>(thread)]));
        }
    });
    return {largest.begin(), largest.end()};
}

#define LLOYD_INSTANTIATE(T)                                                                    \
    template std::vector<std::int64_t> GreedySeeding<T>::exact_gains(std::span<const Contest>); \
    template std::vector<double> GreedySeeding<T>::largest_closest()
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
