#include "kmeans/seeding/closest_scores.hpp"

#include <algorithm>
#include <utility>

namespace lloyd {

template <class T>
ClosestScores<T>::ClosestScores(const Team& team, const Shard<T>& shard, const PreparedRows<T>& rows,
                                std::vector<ChosenCenters<T>>& chosen, int trials, std::span<float> scores)
    : shard_(shard),
      rounded_(rows.rounded),
      chosen_(chosen),
      trials_(trials),
      kept_(scores.first(scores.empty() ? 0 : chosen.size() * static_cast<std::size_t>(rounded_.slots()))),
      kept_trials_(rows.summaries.empty() && rounded_.lanes() == Lanes::features ? scores.subspan(kept_.size())
                                                                                 : std::span<float>()),
      is_begun_(chosen.size() * static_cast<std::size_t>(shard.tiles.count())),
      by_thread_(team, [&] {
          return Scratch{
              .rows = {shard.tiles.rows_per_tile(), shard.features(), rounded_.lanes()},
              .unscored = {},
              .packed = {},
              .closest = std::vector<float>(static_cast<std::size_t>(padded_rows<float>(shard.tiles.rows_per_tile())))};
      }) {}

template <class T>
const ShiftedTile& ClosestScores<T>::rows(std::int64_t tile, int thread) {
    Scratch& mine = by_thread_[thread];
    if (std::exchange(mine.tile, tile) != tile) mine.rows.set(rounded_.tile(tile));
    return mine.rows;
}

template <class T>
float* ClosestScores<T>::trial(int restart, int trial, std::int64_t tile) const {
    if (kept_trials_.empty()) return nullptr;
    return kept_trials_.data() + (std::int64_t{restart} * trials_ + trial) * rounded_.slots() +
           rounded_.first_slot(tile);
}

template <class T>
const float* ClosestScores<T>::closest(int restart, std::int64_t tile, int thread) {
    const ShiftedTile& rows = this->rows(tile, thread);
    Scratch& mine = by_thread_[thread];
    auto& [centers, knowledge] = chosen_[static_cast<std::size_t>(restart)];
    float* closest = mine.closest.data();
    bool begins = true;
    if (!kept_.empty()) {
        closest = kept_.data() + restart * rounded_.slots() + rounded_.first_slot(tile);
        std::uint8_t& is_begun = is_begun_[static_cast<std::size_t>(restart * shard_.tiles.count() + tile)];
        begins = std::exchange(is_begun, std::uint8_t{1}) == 0;
    }
    knowledge.to_score(tile, centers, mine.unscored);
    if (!begins && !mine.unscored.empty() && !kept_trials_.empty()) {  // no other than the last step's winner
        const float* const winner = trial(restart, winners_[static_cast<std::size_t>(restart)], tile);
        for (int i = 0; i < rows.rows(); ++i) closest[i] = std::min(closest[i], winner[i]);
    } else if (begins || !mine.unscored.empty()) {
        const Scoring scoring = centers.shifted().pack(mine.unscored, mine.packed);
        mine.scored_pairs += std::int64_t{rows.rows()} * mine.packed.panels.centers();
        lower_scores(rows, {mine.packed.panels, scoring}, begins, closest);
    }
    if (!kept_.empty()) knowledge.set_scored(tile);
    return closest;
}

template <class T>
std::int64_t ClosestScores<T>::scored_pairs() const {
    return by_thread_.sum(&Scratch::scored_pairs);
}

template class ClosestScores<float>;
template class ClosestScores<double>;

}  // namespace lloyd
