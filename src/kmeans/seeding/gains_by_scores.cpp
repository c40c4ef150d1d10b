#include "kmeans/seeding/gains_by_scores.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace lloyd {

template <class T>
GainsByScores<T>::GainsByScores(const Team& team, const Shard<T>& shard, const PreparedRows<T>& rows,
                                std::vector<ChosenCenters<T>>& chosen, int trials, ClosestScores<T>& scores,
                                GainsByTiles<T>& by_tiles)
    : shard_(shard),
      rounded_(rows.rounded),
      chosen_(chosen),
      team_(team),
      scores_(scores),
      by_tiles_(by_tiles),
      tried_(std::ssize(chosen) * trials, shard.tiles.count()),
      by_thread_(team, [&] {
          Scratch mine;
          mine.gains.resize(static_cast<std::size_t>(trials));
          return mine;
      }) {}

/// The candidates of restarts that are not decided.
template <class T>
std::vector<std::int32_t> GainsByScores<T>::select(std::span<const OpenTrials> open) {
    std::vector<std::int32_t> selection;
    for (const OpenTrials& restart : open) {
        // Tiles without balls tell nothing of what is left either.
        if (restart.is_decided() && by_tiles_.have_balls()) continue;
        for (const std::int32_t c : restart.trials) {
            tried_.add(c, static_cast<std::int32_t>(selection.size()));
            selection.push_back(c);
        }
    }
    return selection;
}

template <class T>
std::vector<GainBounds> GainsByScores<T>::bound(const Candidates<T>& candidates, std::span<const OpenTrials> open) {
    tried_.clear(candidates.count());
    const std::vector<std::int32_t> selection = select(open);
    PerThread<std::vector<GainBounds>> gains(team_,
                                             std::vector<GainBounds>(static_cast<std::size_t>(candidates.count())));
    if (selection.empty()) return total_gains(gains, shard_.tiles.count());

    by_thread_.for_each([](Scratch& mine) { mine.packed_are.clear(); });  // the candidates are others
    const auto restarts = chosen_.size();
    const float largest_norm = candidates.scoring().largest_norm;
    by_tiles_.for_each_group(candidates, selection, [&](typename GainsByTiles<T>::Group& group, int thread) {
        std::vector<std::uint32_t>& to_read = by_thread_[thread].to_read;
        to_read.assign(group.count() * restarts, 0);
        for (std::size_t c = 0; c < selection.size(); ++c) {
            const std::int32_t candidate = selection[c];
            const GainOnTiles& gain = group.gain(c);
            for (std::size_t i = 0; i < group.count(); ++i) {
                const std::int64_t tile = group.tile(i);
                const bool is_reached = (gain.reached >> i & 1) != 0;
                tried_.at(candidate, tile) = {{gain.left_below[i], gain.left_above[i]},
                                              is_reached ? gain.farthest[i] : -1};
                if (!is_reached) continue;
                if (is_certain(tile, gain.gain_below[i], gain.gain_above[i], largest_norm))
                    gains[thread][static_cast<std::size_t>(candidate)] +=
                        {gain.gain_below[i], gain.gain_above[i], shard_.tiles.tile(tile).rows};
                else
                    to_read[i * restarts + static_cast<std::size_t>(candidates.restart_of(candidate))] |=
                        std::uint32_t{1} << candidates.trial_of(candidate);
            }
        }
        for (std::size_t i = 0; i < group.count(); ++i)
            read_tile(group.tile(i), std::span(to_read).subspan(i * restarts, restarts), candidates, gains[thread],
                      thread);
    });
    return total_gains(gains, shard_.tiles.count());
}

/// Whether rows would tell hardly more: their scores are off by the rounded rows' error, times a centre's norm.
template <class T>
bool GainsByScores<T>::is_certain(std::int64_t tile, double gain_below, double gain_above, float largest_norm) const {
    if (!by_tiles_.have_balls()) return false;
    const RoundedTile& rounded = rounded_.tile(tile);
    const double norm = std::sqrt(static_cast<double>(largest_norm));
    const double error_of_row = 8 * norm * (static_cast<double>(rounded.error) + 1e-6 * norm);
    return gain_above - gain_below <= rounded.rows * error_of_row;
}

/// Bounds the gain of trials, bit by bit for each restart, on the rows of a tile.
template <class T>
void GainsByScores<T>::read_tile(std::int64_t tile, std::span<const std::uint32_t> trials_of_restarts,
                                 const Candidates<T>& candidates, std::vector<GainBounds>& gains, int thread) {
    if (std::ranges::all_of(trials_of_restarts, [](std::uint32_t bits) { return bits == 0; })) return;
    Scratch& mine = by_thread_[thread];
    const ShiftedTile& rows = scores_.rows(tile, thread);
    for (int r = 0; r < static_cast<int>(trials_of_restarts.size()); ++r) {
        const std::uint32_t bits = trials_of_restarts[static_cast<std::size_t>(r)];
        if (bits == 0) continue;
        const float* const closest = scores_.closest(r, tile, thread);
        const SumBounds before = chosen_[static_cast<std::size_t>(r)].tiles.narrow_potential(
            tile, potential(rows, candidates.scoring(), closest));
        mine.selection.clear();
        for (std::uint32_t rest = bits; rest != 0; rest &= rest - 1)
            mine.selection.push_back(r * candidates.trials() + std::countr_zero(rest));
        if (mine.selection != mine.packed_are) {
            mine.packed_are = mine.selection;
            mine.scoring = candidates.shifted().pack(mine.selection, mine.packed);
            mine.scoring.largest_norm = candidates.scoring().largest_norm;
        }
        mine.scored_pairs += std::int64_t{rows.rows()} * mine.packed.panels.centers();
        mine.kept.clear();
        for (const std::int32_t c : mine.selection) mine.kept.push_back(scores_.trial(r, candidates.trial_of(c), tile));
        const bool are_kept = mine.kept.front() != nullptr;
        bound_gain_by_scores(rows, {mine.packed.panels, mine.scoring}, closest, mine.gains.data(),
                             are_kept ? mine.kept.data() : nullptr);
        for (std::size_t i = 0; i < mine.selection.size(); ++i) {
            const GainOnRows& gain = mine.gains[i];
            gains[static_cast<std::size_t>(mine.selection[i])] += {gain.gain_below, gain.gain_above, gain.rows};
            TrialsOnTiles::OnTile& on_tile = tried_.at(mine.selection[i], tile);
            const double rounding = 1e-15 * before.above;
            on_tile.left.below = std::max(on_tile.left.below, before.below - gain.gain_above - rounding);
            on_tile.left.above = std::min(on_tile.left.above, before.above - gain.gain_below + rounding);
            on_tile.farthest = gain.rows > 0 ? std::min(on_tile.farthest, gain.farthest_above) : -1;
        }
    }
}

template <class T>
std::int64_t GainsByScores<T>::scored_pairs() const {
    return by_thread_.sum(&Scratch::scored_pairs);
}

template class GainsByScores<float>;
template class GainsByScores<double>;

}  // namespace lloyd
