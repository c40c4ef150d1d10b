// What bounds do not decide: exact gains of trials, and the largest weight.
#include "kmeans/greedy_seeding.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace lloyd {

/// Bounds on the rows' squared distances to their closest centre but for the last, and exact ones to some points.
template <class T>
void GreedySeeding<T>::bound_rows(int restart, std::int64_t tile, const Panels<T>& points, Scratch& scratch) {
    const TileView<T> view = shard_.tiles.tile(tile);
    scratch.rows.set(rounded_.tile(tile));
    const float* closest = closest_.data() + restart * rounded_.slots() + rounded_.first_slot(tile);
    scratch.chosen.clear();
    if (finds_anew())
        for (std::uint64_t rest = chosen(restart).near(tile); rest != 0; rest &= rest - 1)
            scratch.chosen.push_back(std::countr_zero(rest));
    if (finds_anew()) {
        const Filter filter =
            filtered_[static_cast<std::size_t>(restart)].filter(scratch.chosen, scratch.panels, scratch.half_norms);
        lower_scores(scratch.rows, {scratch.panels, filter}, true, scratch.closest.data());
        closest = scratch.closest.data();
    }
    Filter errors = candidates_.filter();
    errors.largest_norm = largest_norm_;
    const double error = squared_error(scratch.rows, errors);
    scratch.above.resize(static_cast<std::size_t>(view.rows));
    for (int i = 0; i < view.rows; ++i)
        scratch.above[static_cast<std::size_t>(i)] =
            static_cast<double>(scratch.rows.norms()[i]) + 2 * static_cast<double>(closest[i]) + error;
    scratch.to_points.resize(static_cast<std::size_t>(points.centers() * padded_rows<T>(view.rows)));
    all_distances(view, points, scratch.to_points.data());
}

/// Collective. [restart][trial], of those in contests.
template <class T>
std::vector<std::int64_t> GreedySeeding<T>::exact_gains(const Matrix<T>& candidates,
                                                        std::span<const Contest> contests) {
    auto gains = context_.team.copies(std::vector<std::int64_t>(static_cast<std::size_t>(candidates.rows())));
    context_.team.for_each(shard_.tiles.count(), [&](std::int64_t tile, int thread) {
        auto& mine = gains[static_cast<std::size_t>(thread)];
        Scratch& scratch = scratch_[static_cast<std::size_t>(thread)];
        const TileView<T> view = shard_.tiles.tile(tile);
        std::vector<std::int32_t> here;
        Panels<T> points;
        for (const Contest& contest : contests) {
            here.clear();
            for (const std::int32_t c : contest.trials)
                if (farthest_[trial_on_tile(contest.restart, tile, c - contest.restart * trials_)] >= 0)
                    here.push_back(c);
            if (here.empty()) continue;
            points.pack(candidates.view(), here);
            bound_rows(contest.restart, tile, points, scratch);
            const auto to_point = [&](std::size_t point, int row) {
                return scratch.to_points[point * static_cast<std::size_t>(padded_rows<T>(view.rows)) +
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

/// The largest squared distance of this rank's rows to their closest centre, the last winner included.
template <class T>
double GreedySeeding<T>::largest_closest(int restart, Scratch& scratch) {
    const int winner = chosen(restart).count() - 1;
    const Panels<T> point(MatrixView<const T>{chosen(restart).centers().row(winner), 1, shard_.features()});
    const auto bound = [&](std::int64_t tile) {
        const double tried = farthest_[trial_on_tile(restart, tile, winners_[static_cast<std::size_t>(restart)])];
        return tried < 0 ? chosen(restart).farthest(tile) : tried;
    };
    double largest = 0;
    const auto measure_doubtful = [&](std::int64_t tile) {
        chosen(restart).of_rows(tile, scratch.doubtful, scratch.squared);
        for (const T squared : scratch.squared) largest = std::max(largest, static_cast<double>(squared));
    };
    const auto measure = [&](std::int64_t tile) {
        bound_rows(restart, tile, point, scratch);
        for (std::size_t i = 0; i < scratch.above.size(); ++i)
            scratch.above[i] = std::min(scratch.above[i], static_cast<double>(scratch.to_points[i]));
        // The likeliest row first: it spares most others.
        const auto likeliest = std::max_element(scratch.above.begin(), scratch.above.end());
        scratch.doubtful.assign(1, static_cast<std::int32_t>(likeliest - scratch.above.begin()));
        measure_doubtful(tile);
        scratch.doubtful.clear();
        for (std::size_t i = 0; i < scratch.above.size(); ++i)
            if (!(scratch.above[i] <= largest)) scratch.doubtful.push_back(static_cast<std::int32_t>(i));
        measure_doubtful(tile);
    };
    const std::int64_t tiles = shard_.tiles.count();
    std::int64_t first = 0;  // the one that most likely has it
    for (std::int64_t tile = 1; tile < tiles; ++tile)
        if (bound(tile) > bound(first)) first = tile;
    if (tiles > 0) measure(first);
    for (std::int64_t tile = 0; tile < tiles; ++tile)
        if (tile != first && !(bound(tile) <= largest)) measure(tile);
    return largest;
}

#define LLOYD_INSTANTIATE(T)                                                                                      \
    template std::vector<std::int64_t> GreedySeeding<T>::exact_gains(const Matrix<T>&, std::span<const Contest>); \
    template double GreedySeeding<T>::largest_closest(int, Scratch&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
