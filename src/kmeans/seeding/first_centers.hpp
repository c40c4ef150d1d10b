#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/data/prepared_rows.hpp"
#include "lloyd/kmeans/options.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstdint>
#include <vector>

namespace lloyd {

/// The first centres of every restart, each (k, d).
template <class T>
struct FirstCenters {
    std::vector<Matrix<T>> centers;
    std::int64_t scored_pairs = 0;  ///< rows times candidates that this rank scored for them
};

/// Collective. The first centres of every restart, by k-means++, k-means|| or as random rows: a function of the
/// seed, the restart and the rows in global order only. Counts what this rank scores.
template <class T>
FirstCenters<T> choose_first_centers(const Context& context, const Shard<T>& shard, const PreparedRows<T>& rows,
                                     const FitOptions& options, const ProgressObserver& observe);

}  // namespace lloyd
