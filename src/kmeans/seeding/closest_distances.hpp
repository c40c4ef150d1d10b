#pragma once

#include "kmeans/seeding/tile_knowledge.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/team.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Exact squared distances of a rank's rows to the closest centre chosen so far, for the few rows that are asked for. A
/// view.
template <class T>
class ClosestDistances {
public:
    ClosestDistances(const Shard<T>& shard, const TileSummaries& summaries, const ChosenCenters<T>& chosen)
        : shard_(shard), summaries_(summaries), chosen_(chosen) {}

    double of_row(std::int64_t local_row) const;
    /// Of some rows of a tile.
    void of_rows(std::int64_t tile, std::span<const std::int32_t> rows, std::vector<T>& squared) const;
    /// Of all rows, in their order.
    std::vector<double> of_all(const Team& team) const;

private:
    void of_tile(std::int64_t tile, const TileView<T>& view, std::vector<T>& squared) const;
    std::vector<std::int32_t> may_be_closest(std::int64_t tile) const;

    const Shard<T>& shard_;
    const TileSummaries& summaries_;
    const ChosenCenters<T>& chosen_;
};

}  // namespace lloyd
