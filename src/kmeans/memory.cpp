#include "lloyd/kmeans/memory.hpp"

#include "kmeans/cluster_sums.hpp"
#include "kmeans/labelling/label_store.hpp"
#include "kmeans/labelling/row_bounds.hpp"
#include "kmeans/labelling/row_cache.hpp"
#include "kmeans/seeding/plan.hpp"
#include "lloyd/data/rounded_rows.hpp"
#include "lloyd/data/shard.hpp"

#include <algorithm>

namespace lloyd {

template <class T>
FitMemory fit_memory(const Team& team, std::int64_t rows, int features, const FitOptions& options) {
    const auto value_bytes = static_cast<std::int64_t>(sizeof(T));
    const std::int64_t tiles = rows * (features * value_bytes + 4);  // and each row's slot
    const std::int64_t slab = std::min(tiles, slab_bytes);
    const Lanes lanes = filter_lanes(features, options.n_clusters);
    const auto seeding = [&](bool has_balls) {
        if (options.init == Init::kmeans_parallel) return rows * (value_bytes + 4);
        if (options.init != Init::kmeans_plus_plus) return std::int64_t{0};
        return plan_seeding(has_balls, lanes, features * value_bytes, options.n_clusters, options.n_init)
            .score_bytes(rows);
    };
    const std::int64_t labels = rows * (options.n_init * LabelStore::bytes_per_label(options.n_clusters) + 4);
    const std::int64_t sums = (team.size() + 1) * options.n_init * 8 *
                              static_cast<std::int64_t>(ClusterSums::size(options.n_clusters, features));
    const std::int64_t bounds =
        RowBounds::are_small(features * value_bytes, options.n_init)
            ? RowBounds::bytes(rows, options.n_init) + (lanes == Lanes::rows ? RowCache<T>::bytes(rows, features) : 0)
            : 0;
    // Reading, seeding and iterating follow one another; only the tiles stay, and what they are rounded to.
    const auto peak = [&](bool has_balls) {
        return tiles + std::max(slab, RoundedRows<T>::bytes(rows, features, lanes) +
                                          std::max(seeding(has_balls), labels + bounds + sums));
    };
    return {.grouped = peak(true), .ungrouped = peak(false)};
}

template FitMemory fit_memory<float>(const Team&, std::int64_t, int, const FitOptions&);
template FitMemory fit_memory<double>(const Team&, std::int64_t, int, const FitOptions&);

}  // namespace lloyd
