#pragma once

#include <cstdint>
#include <functional>

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

/// How far a fit is; for people only.
struct Progress {
    enum class Phase { seeding, iterating } phase = Phase::seeding;
    int step = 0;        ///< centres drawn, or iterations done
    int most_steps = 0;  ///< all centres to draw, or max_iter: fewer iterations when all restarts converge
    int restarts_done = 0;
    int n_init = 0;
};
using ProgressObserver = std::function<void(const Progress&)>;

/// Who watches a fit, and may end it early.
struct FitObserver {
    ProgressObserver progress = {};
    /// Asked on every rank before the message of each iteration. One rank's yes stops all after that same iteration.
    std::function<bool()> stop_requested = {};
};

}  // namespace lloyd
