// What the rounded rows say of trials that balls do not decide.
#include "kmeans/greedy_seeding.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace lloyd {

/// Bounds for contests that are not decided, from the rows of tiles that say too little.
template <class T>
std::vector<GainBounds> GreedySeeding<T>::gains_by_rows(std::span<const Contest> contests) {
    constexpr int size = TileSummaries::group_size;
    std::vector<std::int32_t> candidates;
    read_.assign(static_cast<std::size_t>(candidates_.rows()), -1);
    for (const Contest& contest : contests) {
        // Tiles without balls tell nothing of what is left either.
        if (contest.trials.size() == 1 && !summaries_.empty()) continue;
        for (const std::int32_t c : contest.trials) {
            read_[static_cast<std::size_t>(c)] = static_cast<std::int32_t>(candidates.size());
            candidates.push_back(c);
        }
    }
    for (Scratch& scratch : scratch_) {
        scratch.gains.assign(static_cast<std::size_t>(candidates_.rows()), {});
        scratch.tried_together.clear();
    }
    if (candidates.empty()) return total_gains();

    const auto restarts = static_cast<std::size_t>(restarts_.count());
    for_each_group(candidates, [&](std::int64_t group, Scratch& scratch) {
        const std::int64_t first = group * size;
        const auto count = static_cast<std::size_t>(group_tiles(group));
        scratch.to_read.assign(size * restarts, 0);
        const TriedTiles& tried = scratch.tried;
        int known = -1;
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            const int restart = candidates[c] / trials();
            if (std::exchange(known, restart) != restart) know_group(group, restart, scratch);
            try_on_group(group, candidates[c], scratch.to_points.data() + c * size, scratch);
            GainBounds& gain = scratch.gains[static_cast<std::size_t>(candidates[c])];
            for (std::size_t i = 0; i < count; ++i) {
                const std::int64_t tile = first + static_cast<std::int64_t>(i);
                const bool is_reached = (tried.reached >> i & 1) != 0;
                trial_on_tile(candidates[c], tile) = {{tried.left_below[i], tried.left_above[i]},
                                                      is_reached ? tried.farthest[i] : -1};
                if (!is_reached) continue;
                if (is_certain(tile, tried.gain_below[i], tried.gain_above[i]))
                    gain += {tried.gain_below[i], tried.gain_above[i], shard_.tiles.tile(tile).rows};
                else
                    scratch.to_read[i * restarts + static_cast<std::size_t>(restart)] |= std::uint32_t{1}
                                                                                         << (candidates[c] % trials());
            }
        }
        for (std::size_t i = 0; i < count; ++i)
            read_tile(first + static_cast<std::int64_t>(i), std::span(scratch.to_read).subspan(i * restarts, restarts),
                      scratch);
    });
    return total_gains();
}

/// Whether rows would tell hardly more: their scores are off by the rounded rows' error, times a centre's norm.
template <class T>
bool GreedySeeding<T>::is_certain(std::int64_t tile, double gain_below, double gain_above) const {
    if (summaries_.empty()) return false;
    const RoundedTile& rounded = rounded_.tile(tile);
    const double norm = std::sqrt(static_cast<double>(largest_norm_));
    const double of_row = 8 * norm * (static_cast<double>(rounded.error) + 1e-6 * norm);
    return gain_above - gain_below <= rounded.rows * of_row;
}

/// Tries trials, bit by bit for each restart, on the rows of a tile.
template <class T>
void GreedySeeding<T>::read_tile(std::int64_t tile, std::span<const std::uint32_t> trials_of_restarts,
                                 Scratch& scratch) {
    if (std::ranges::all_of(trials_of_restarts, [](std::uint32_t bits) { return bits == 0; })) return;
    restore(tile, scratch);
    for (int r = 0; r < restarts_.count(); ++r) {
        const std::uint32_t bits = trials_of_restarts[static_cast<std::size_t>(r)];
        if (bits == 0) continue;
        const float* const closest = score_closest(r, tile, scratch);
        const SumBounds before = chosen(r).narrow_potential(tile, potential(scratch.rows, errors(), closest));
        scratch.chosen.clear();
        for (std::uint32_t rest = bits; rest != 0; rest &= rest - 1)
            scratch.chosen.push_back(r * trials() + std::countr_zero(rest));
        if (scratch.chosen != scratch.tried_together) {
            scratch.tried_together = scratch.chosen;
            scratch.trial_filter =
                filtered_candidates_.filter(scratch.chosen, scratch.trial_panels, scratch.trial_half_norms);
            scratch.trial_filter.largest_norm = largest_norm_;
        }
        scratch.scored_pairs += std::int64_t{scratch.rows.rows()} * scratch.trial_panels.centers();
        scratch.kept.clear();
        if (!tried_.empty())
            for (const std::int32_t c : scratch.chosen) scratch.kept.push_back(tried_scores(r, c % trials(), tile));
        try_scores(scratch.rows, {scratch.trial_panels, scratch.trial_filter}, closest, scratch.results.data(),
                   tried_.empty() ? nullptr : scratch.kept.data());
        for (std::size_t i = 0; i < scratch.chosen.size(); ++i) {
            const ScoreTrial& result = scratch.results[i];
            scratch.gains[static_cast<std::size_t>(scratch.chosen[i])] +=
                {result.gain_below, result.gain_above, result.rows};
            TrialOnTile& on_tile = trial_on_tile(scratch.chosen[i], tile);
            const double rounding = 1e-15 * before.above;
            on_tile.left.below = std::max(on_tile.left.below, before.below - result.gain_above - rounding);
            on_tile.left.above = std::min(on_tile.left.above, before.above - result.gain_below + rounding);
            on_tile.farthest = result.rows > 0 ? std::min(on_tile.farthest, result.farthest_above) : -1;
        }
    }
}

/// What scores are off by, of all centres and candidates so far.
template <class T>
Filter GreedySeeding<T>::errors() const {
    Filter filter = filtered_candidates_.filter();
    filter.largest_norm = largest_norm_;
    return filter;
}

/// Puts the tile's rows into scratch.rows, unless they are there.
template <class T>
void GreedySeeding<T>::restore(std::int64_t tile, Scratch& scratch) {
    if (std::exchange(scratch.restored, tile) != tile) scratch.rows.set(rounded_.tile(tile));
}

/// The rows' scores of the closest centre; scratch.rows has the tile's.
template <class T>
const float* GreedySeeding<T>::score_closest(int restart, std::int64_t tile, Scratch& scratch) {
    float* closest = scratch.closest.data();
    bool begins = true;
    if (!finds_anew()) {
        closest = closest_.data() + restart * rounded_.slots() + rounded_.first_slot(tile);
        std::uint8_t& is_begun = is_begun_[static_cast<std::size_t>(restart * shard_.tiles.count() + tile)];
        begins = std::exchange(is_begun, std::uint8_t{1}) == 0;
    }
    chosen(restart).to_score(tile, scratch.chosen);
    if (!begins && !scratch.chosen.empty() && !tried_.empty()) {  // no other than the last step's winner
        const float* const kept = tried_scores(restart, winners_[static_cast<std::size_t>(restart)], tile);
        for (int i = 0; i < scratch.rows.rows(); ++i) closest[i] = std::min(closest[i], kept[i]);
    } else if (begins || !scratch.chosen.empty()) {
        const Filter filter =
            filtered_[static_cast<std::size_t>(restart)].filter(scratch.chosen, scratch.panels, scratch.half_norms);
        scratch.scored_pairs += std::int64_t{scratch.rows.rows()} * scratch.panels.centers();
        lower_scores(scratch.rows, {scratch.panels, filter}, begins, closest);
    }
    if (!finds_anew()) chosen(restart).set_scored(tile);
    return closest;
}

#define LLOYD_INSTANTIATE(T)                                                                    \
    template std::vector<GainBounds> GreedySeeding<T>::gains_by_rows(std::span<const Contest>); \
    template Filter GreedySeeding<T>::errors() const;                                           \
    template void GreedySeeding<T>::restore(std::int64_t, Scratch&);                            \
    template const float* GreedySeeding<T>::score_closest(int, std::int64_t, Scratch&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
