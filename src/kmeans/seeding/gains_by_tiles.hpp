#pragma once

#include "kmeans/seeding/candidates.hpp"
#include "kmeans/seeding/open_trials.hpp"
#include "kmeans/seeding/tile_knowledge.hpp"
#include "lloyd/core/exact/nearest.hpp"
#include "lloyd/data/for_each_tile.hpp"
#include "lloyd/data/prepared_rows.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Adds up what threads found of each candidate, with room for the rounding of as many terms as there are tiles.
std::vector<GainBounds> total_gains(const PerThread<std::vector<GainBounds>>& by_thread, std::int64_t tiles);

/// What candidates take off the tiles' potential, as far as balls and means tell without a row being read. Without
/// balls a candidate may do anything.
template <class T>
class GainsByTiles {
public:
    GainsByTiles(const Team& team, const Shard<T>& shard, const PreparedRows<T>& rows,
                 const std::vector<ChosenCenters<T>>& chosen);

    /// Whether tiles have balls to tell by.
    bool have_balls() const { return !summaries_.empty(); }

    /// Bounds on the gain of every candidate, on this rank.
    std::vector<GainBounds> bound(const Candidates<T>& candidates);

    /// A group of tiles and some candidates. What one thread works with.
    class Group {
    public:
        std::int64_t tile(std::size_t i) const { return tiles_.begin + static_cast<std::int64_t>(i); }
        std::size_t count() const { return static_cast<std::size_t>(tiles_.count()); }
        /// What the c-th of the candidates does to the tiles; until the next is asked for.
        const GainOnTiles& gain(std::size_t c);
        /// Squared distance of the i-th tile's centre to the c-th candidate; 0 without balls.
        double to_candidate(std::size_t c, std::size_t i) const {
            return to_candidates_.empty() ? 0 : to_candidates_[c * GainOnTiles::most + i];
        }

    private:
        friend GainsByTiles;
        void measure(const GainsByTiles& gains, std::int64_t group, TileRange tiles, const Candidates<T>& candidates,
                     std::span<const std::int32_t> selection, const Panels<double>& points);

        const GainsByTiles* gains_ = nullptr;
        std::int64_t group_ = 0;
        TileRange tiles_{0, 0};
        const Candidates<T>* candidates_ = nullptr;
        std::span<const std::int32_t> selection_;
        std::vector<double> to_candidates_;  ///< [candidate][tile]
        int known_restart_ = -1;             ///< whose knowledge this is:
        KnownTiles known_{};
        std::vector<double> nearest_centers_;  ///< of the tiles
        GainOnTiles gain_{};
    };

    /// body(group, thread) for all groups of tiles, with some of the candidates (ascending).
    template <class Body>
    void for_each_group(const Candidates<T>& candidates, std::span<const std::int32_t> selection, const Body& body) {
        Panels<double> points;
        points.pack(candidates.points().view(), selection);
        lloyd::for_each_group(team_, shard_.tiles, TileSummaries::group_size,
                              [&](std::int64_t index, TileRange tiles, int thread) {
                                  Group& group = by_thread_[thread];
                                  group.measure(*this, index, tiles, candidates, selection, points);
                                  body(group, thread);
                              });
    }

private:
    const Team& team_;
    const Shard<T>& shard_;
    const TileSummaries& summaries_;
    const std::vector<ChosenCenters<T>>& chosen_;  ///< [restart]
    PerThread<Group> by_thread_;
};

}  // namespace lloyd
