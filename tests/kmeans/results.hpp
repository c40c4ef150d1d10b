#pragma once

#include "lloyd/kmeans/fit.hpp"

#include <cstring>

namespace lloyd::test {

/// Whether a rank's part of a fit has the bits of the whole reference fit.
template <class T>
bool same_result(const FitResult<T>& mine, RowRange rows, const FitResult<T>& reference) {
    const bool same_labels = std::equal(mine.labels.begin(), mine.labels.end(), reference.labels.begin() + rows.begin,
                                        reference.labels.begin() + rows.end);
    const auto a = mine.cluster_centers.span();
    const auto b = reference.cluster_centers.span();
    const bool same_centers = a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
    return same_labels && same_centers && mine.cluster_sizes == reference.cluster_sizes &&
           mine.best_restart == reference.best_restart && mine.restarts == reference.restarts &&
           mine.history == reference.history;
}

}  // namespace lloyd::test
