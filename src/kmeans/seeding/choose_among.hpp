#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/kmeans/options.hpp"
#include "lloyd/parallel/team.hpp"

#include <cstdint>
#include <span>

namespace lloyd {

/// The last part of k-means||: weighted greedy k-means++ over few rows, the same on every rank. candidates: (m, d);
/// counts: of rows, by candidate. A candidate weighs its count times floor(D * scale), D being its squared distance to
/// the closest centre so far; its count alone at first, and when all weights are 0. Returns (k, d).
template <class T>
Matrix<T> choose_among(const Team& team, const Matrix<T>& candidates, std::span<const std::int64_t> counts,
                       const FitOptions& options, int restart);

}  // namespace lloyd
