#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/data/digest.hpp"
#include "lloyd/kmeans/options.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstdint>
#include <vector>

namespace lloyd {

/// Candidates tried for each centre of greedy k-means++ (scikit-learn's rule): 2 + floor(ln k).
int trials_per_step(int n_clusters);

/// The power of two that turns squared distances up to `maximum` into integer weights whose sum over
/// `rows` rows fits 62 bits; 0 when all distances are 0.
double weight_scale(double maximum, std::int64_t rows);

/// Scores that greedy k-means++ keeps of a row for each restart, where tiles have no balls.
int kept_scores(Lanes lanes, int n_clusters);

/// Restarts that are seeded together: as many as keep their scores (floats) within half the size of the data.
int seeding_group(int row_bytes, int kept_scores, int n_init);

/// The first centres of every restart, each (k, d).
template <class T>
struct Seeds {
    std::vector<Matrix<T>> centers;
    std::int64_t scored_pairs = 0;  ///< rows times candidates that this rank scored for them
};

/// Collective. The first centres of every restart, by k-means++, k-means|| or as random rows: a function of the
/// seed, the restart and the rows in global order only. Counts what this rank scores.
template <class T>
Seeds<T> seed_centers(const Context& context, const Shard<T>& shard, const Digest<T>& rows, const FitOptions& options,
                      const ProgressObserver& observe);

}  // namespace lloyd
