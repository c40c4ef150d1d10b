#pragma once

#include <cstdint>

namespace lloyd {

/// Where the first centres come from.
enum class Init {
    kmeans_plus_plus,  ///< greedy k-means++ (Arthur & Vassilvitskii 2007; trials as scikit-learn has them)
    kmeans_parallel,   ///< k-means|| (Bahmani et al. 2012): as good for many clusters, in a few sweeps
    random,            ///< distinct rows, uniformly
    given,             ///< centres passed in; one restart
};

/// What to fit; names and meanings are scikit-learn's.
struct FitOptions {
    int n_clusters = 8;
    int n_init = 20;
    int max_iter = 300;
    double tol = 1e-4;  ///< relative to the mean variance of the columns
    std::uint64_t seed = 42;
    Init init = Init::kmeans_plus_plus;
};

}  // namespace lloyd
