#include "lloyd/kmeans/memory.hpp"

#include "kmeans/centers.hpp"
#include "kmeans/cluster_sums.hpp"
#include "kmeans/labelling/label_store.hpp"
#include "kmeans/labelling/row_bounds.hpp"
#include "kmeans/labelling/row_cache.hpp"
#include "kmeans/seeding/gains_by_scores.hpp"
#include "kmeans/seeding/plan.hpp"
#include "kmeans/seeding/rules.hpp"
#include "kmeans/seeding/tile_knowledge.hpp"
#include "lloyd/data/rounded_rows.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/data/tile_summaries.hpp"

#include <algorithm>

namespace lloyd {

namespace {

/// Bytes of what a fit keeps, for rows that lie in tiles one way or the other.
template <class T>
class Estimate {
public:
    Estimate(const Team& team, std::int64_t rows, int features, const FitOptions& options, bool is_grouped)
        : threads_(team.size()),
          rows_(rows),
          features_(features),
          options_(options),
          restarts_(options.init == Init::given ? 1 : options.n_init),
          lanes_(filter_lanes(features, options.n_clusters)),
          leaves_(is_grouped ? spatial_leaves<T>(rows, features) : 0),
          tiles_(std::max(leaves_,
                          rows / (leaves_ > 0 ? rows_per_spatial_tile<T>(features) : rows_per_tile<T>(features)))) {}

    /// Reading, seeding and iterating follow one another; only the tiles stay, and what they are rounded to.
    std::int64_t peak() const {
        const std::int64_t reading = std::min(rows_ * row_bytes(), slab_bytes);
        return tiles() + std::max(reading, rounded() + summaries() + std::max(seeding(), iterating()));
    }

private:
    static constexpr auto value_bytes = static_cast<std::int64_t>(sizeof(T));
    bool is_grouped() const { return leaves_ > 0; }
    std::int64_t row_bytes() const { return features_ * value_bytes; }
    std::int64_t centers_values() const { return std::int64_t{options_.n_clusters} * features_; }

    /// Rows and what pads tiles to whole blocks of `lanes`: half a block a leaf, or what tiles of equal size lack.
    std::int64_t slots(int lanes) const {
        if (is_grouped()) return rows_ + leaves_ * lanes / 2;
        const std::int64_t tile = rows_per_tile<T>(features_);
        return rows_ + tiles_ * ((tile + lanes - 1) / lanes * lanes - tile);
    }
    std::int64_t value_slots() const { return slots(TileView<T>::lanes); }
    std::int64_t rounded_slots() const { return slots(TileView<std::int16_t>::lanes); }

    /// The rows, and where each is.
    std::int64_t tiles() const { return value_slots() * row_bytes() + (is_grouped() ? 4 * rows_ : 0); }
    std::int64_t rounded() const {
        return RoundedRows<T>::bytes(rounded_slots(), features_, lanes_) + tiles_ * features_ * 4;
    }
    std::int64_t summaries() const {
        if (!is_grouped()) return 0;
        return tiles_ * TileSummaries::bytes_a_tile(features_);
    }
    /// In all their forms, with those that restarts keep.
    std::int64_t centers() const {
        return restarts_ * (Centers<T>::bytes(centers_values(), is_grouped()) + 2 * centers_values() * value_bytes);
    }

    std::int64_t seeding() const {
        if (options_.init == Init::kmeans_parallel) return value_slots() * (value_bytes + 4);
        if (options_.init != Init::kmeans_plus_plus) return 0;
        const SeedingPlan plan = plan_seeding(is_grouped(), lanes_, row_bytes(), options_.n_clusters, options_.n_init);
        const std::int64_t tile_bytes =
            TileKnowledge<T>::bytes_a_tile(options_.n_clusters) +
            trials_per_step(options_.n_clusters) * static_cast<std::int64_t>(sizeof(TrialsOnTiles::OnTile));
        return plan.score_bytes(rounded_slots()) + plan.restarts_together * tiles_ * tile_bytes + centers();
    }

    std::int64_t iterating() const {
        const std::int64_t labels = restarts_ * LabelStore::bytes(value_slots(), tiles_, options_.n_clusters);
        const std::int64_t result = rows_ * (is_grouped() ? 8 : 4);
        const std::int64_t sums = (threads_ + 1) * restarts_ * 8 *
                                  static_cast<std::int64_t>(ClusterSums::size(options_.n_clusters, features_));
        const std::int64_t bounds = RowBounds::are_small(row_bytes(), restarts_)
                                        ? RowBounds::bytes(value_slots(), restarts_) +
                                              (lanes_ == Lanes::rows ? RowCache<T>::bytes(value_slots(), features_) : 0)
                                        : 0;
        return labels + result + sums + bounds + centers();
    }

    int threads_;
    std::int64_t rows_;
    int features_;
    const FitOptions& options_;
    int restarts_;
    Lanes lanes_;
    std::int64_t leaves_;  ///< 0 where rows keep their order
    std::int64_t tiles_;
};

}  // namespace

template <class T>
FitMemory fit_memory(const Team& team, std::int64_t rows, int features, const FitOptions& options) {
    return {.grouped = Estimate<T>(team, rows, features, options, true).peak(),
            .ungrouped = Estimate<T>(team, rows, features, options, false).peak()};
}

template FitMemory fit_memory<float>(const Team&, std::int64_t, int, const FitOptions&);
template FitMemory fit_memory<double>(const Team&, std::int64_t, int, const FitOptions&);

}  // namespace lloyd
