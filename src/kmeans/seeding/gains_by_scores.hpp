#pragma once

#include "kmeans/seeding/candidates.hpp"
#include "kmeans/seeding/closest_scores.hpp"
#include "kmeans/seeding/gains_by_tiles.hpp"
#include "kmeans/seeding/open_trials.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// What trials do to each tile, of those that were tried on rows in a step.
class TrialsOnTiles {
public:
    struct OnTile {
        SumBounds left;  ///< potential
        /// No row's squared distance to its closest is larger then; below 0 where the trial changes nothing.
        double farthest;
    };
    /// Room for so many trials.
    TrialsOnTiles(std::int64_t trials, std::int64_t tiles)
        : tiles_(tiles), on_tiles_(static_cast<std::size_t>(trials * tiles)) {}

    /// Begins a step with so many candidates, none of which is tried.
    void clear(std::int64_t candidates) { places_.assign(static_cast<std::size_t>(candidates), -1); }
    void add(std::int32_t candidate, std::int32_t place) { places_[static_cast<std::size_t>(candidate)] = place; }

    bool has(std::int32_t candidate) const { return places_[static_cast<std::size_t>(candidate)] >= 0; }
    OnTile& at(std::int32_t candidate, std::int64_t tile) { return on_tiles_[index(candidate, tile)]; }
    const OnTile& at(std::int32_t candidate, std::int64_t tile) const { return on_tiles_[index(candidate, tile)]; }

private:
    std::size_t index(std::int32_t candidate, std::int64_t tile) const {
        return static_cast<std::size_t>(places_[static_cast<std::size_t>(candidate)] * tiles_ + tile);
    }

    std::int64_t tiles_;
    std::vector<std::int32_t> places_;  ///< [candidate] among those tried, or -1
    Buffer<OnTile> on_tiles_;           ///< [place][tile]
};

/// What the rounded rows say of trials that tiles do not decide: they are read for the open trials where a tile's
/// bounds are wide.
template <class T>
class GainsByScores {
public:
    GainsByScores(const Team& team, const Shard<T>& shard, const PreparedRows<T>& rows,
                  std::vector<ChosenCenters<T>>& chosen, int trials, ClosestScores<T>& scores,
                  GainsByTiles<T>& by_tiles);

    /// Bounds on the gain of all open trials, on this rank; nothing of others.
    std::vector<GainBounds> bound(const Candidates<T>& candidates, std::span<const OpenTrials> open);

    /// What the last bound() found, tile by tile.
    const TrialsOnTiles& tried() const { return tried_; }

    /// Rows times candidates scored here, of this rank.
    std::int64_t scored_pairs() const;

private:
    /// What one thread works with.
    struct Scratch {
        std::vector<std::uint32_t> to_read;    ///< [tile of a group][restart] trials, bit by bit
        std::vector<std::int32_t> selection;   ///< the candidates on a tile
        std::vector<std::int32_t> packed_are;  ///< candidates in `packed`, mostly the same from tile to tile
        PackedCenters packed;
        Scoring scoring{};
        std::vector<GainOnRows> gains;
        std::vector<float*> kept;  ///< where trials' scores are left
        std::int64_t scored_pairs = 0;
    };

    std::vector<std::int32_t> select(std::span<const OpenTrials> open);
    bool is_certain(std::int64_t tile, double gain_below, double gain_above, float largest_norm) const;
    void read_tile(std::int64_t tile, std::span<const std::uint32_t> trials_of_restarts,
                   const Candidates<T>& candidates, std::vector<GainBounds>& gains, int thread);

    const Shard<T>& shard_;
    const RoundedRows<T>& rounded_;
    std::vector<ChosenCenters<T>>& chosen_;  ///< [restart]
    const Team& team_;
    ClosestScores<T>& scores_;
    GainsByTiles<T>& by_tiles_;
    TrialsOnTiles tried_;
    PerThread<Scratch> by_thread_;
};

}  // namespace lloyd
