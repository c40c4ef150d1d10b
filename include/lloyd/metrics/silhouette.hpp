#pragma once

#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// Silhouette of a sample (Rousseeuw 1987; Euclidean, within the sample, a lone member counts 0,
/// as scikit-learn's silhouette_score has it). The same on every rank.
struct Silhouette {
    double mean = 0;                        ///< NaN when the sample has fewer than 2 clusters
    std::vector<double> per_cluster;        ///< (k), NaN for a cluster without sampled rows
    std::vector<std::int64_t> sample_rows;  ///< global, ascending
};

/// Collective. `labels` are this rank's. The sample is drawn by Philox from `seed`, without
/// replacement; all rows are taken when there are no more than `sample_size`.
template <class T>
Silhouette silhouette(const Context& context, const Shard<T>& shard, std::span<const std::int32_t> labels,
                      int n_clusters, std::int64_t sample_size, std::uint64_t seed);

}  // namespace lloyd
