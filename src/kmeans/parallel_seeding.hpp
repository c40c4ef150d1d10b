#pragma once

#include "kmeans/seeding.hpp"
#include "lloyd/base/matrix.hpp"
#include "lloyd/core/philox.hpp"

#include <cstdint>
#include <span>

namespace lloyd {

// k-means|| (Bahmani, Moseley, Vattani, Kumar & Vassilvitskii 2012), with integer weights as k-means++ has them (draw.hpp).
// In each of a few rounds every row is taken as a candidate by itself, with a chance in proportion to its weight; then weighted
// greedy k-means++ chooses among the candidates, each of which counts as many times as rows are nearest to it. A round is one sweep
// over the rows, where k-means++ needs one for every centre.

/// There are more only while there are fewer candidates than clusters.
inline constexpr int oversampling_rounds = 5;

/// Whether a round takes a row: with the chance n_clusters * weight / total, so n_clusters rows on average.
/// random is of Purpose::oversampling; row: global; rounds count from 1.
bool is_taken(const Philox& random, int restart, int round, std::int64_t row, int n_clusters, std::int64_t weight,
              std::int64_t total);

/// Collective. The first centres (k, d) of one restart by k-means||: a function of the seed, the restart and the rows in global
/// order. Where the data have fewer than k distinct rows, centres repeat. Adds what this rank measures to measured_pairs.
template <class T>
Matrix<T> oversampled_centers(const Context& context, const Shard<T>& shard, const FitOptions& options, int restart,
                              std::int64_t& measured_pairs);

/// Weighted greedy k-means++, the same on every rank. candidates: (m, d); counts: of rows, by candidate. A candidate weighs its
/// count times floor(D * scale), D being its squared distance to the closest centre so far; its count alone at first, and when
/// all weights are 0.
template <class T>
Matrix<T> choose_among(const Team& team, const Matrix<T>& candidates, std::span<const std::int64_t> counts,
                       const FitOptions& options, int restart);

}  // namespace lloyd
