#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/kmeans/options.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstdint>

namespace lloyd {

/// Collective. The first centres (k, d) of one restart by k-means|| (Bahmani, Moseley, Vattani, Kumar & Vassilvitskii
/// 2012), with integer weights as k-means++ has them: a function of the seed, the restart and the rows in global order.
/// Where the data have fewer than k distinct rows, centres repeat. Adds what this rank measures to measured_pairs.
///
/// In each of a few rounds every row is taken as a candidate by itself, with a chance in proportion to its weight; then
/// weighted greedy k-means++ chooses among the candidates (choose_among), each of which counts as many times as rows
/// are nearest to it. A round is one sweep over the rows, where k-means++ needs one for every centre.
template <class T>
Matrix<T> parallel_seeds(const Context& context, const Shard<T>& shard, const FitOptions& options, int restart,
                         std::int64_t& measured_pairs);

}  // namespace lloyd
