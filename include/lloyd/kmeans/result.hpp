#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/kmeans/work.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lloyd {

/// How one restart ended.
struct RestartSummary {
    double inertia = 0;  ///< sum over rows of the squared distance to their centre, exact, rounded once
    int n_iter = 0;
    bool converged = false;
    std::int64_t empty_relocations = 0;  ///< empty clusters that were given a point
    friend bool operator==(const RestartSummary&, const RestartSummary&) = default;
};

/// One restart, iteration by iteration; each vector has n_iter entries.
struct History {
    std::vector<double> inertia;       ///< before the centres moved; from the exact sums, not summed over rows
    std::vector<double> center_shift;  ///< sum of squared distances the centres moved
    std::vector<std::int64_t> labels_changed;
    friend bool operator==(const History&, const History&) = default;
};

/// What a fit returns: the same on every rank but for `labels`, which are of this rank's rows.
template <class T>
struct FitResult {
    Matrix<T> cluster_centers;  ///< (k, d)
    std::vector<std::int32_t> labels;
    std::vector<std::int64_t> cluster_sizes;
    int best_restart = 0;  ///< lowest inertia; the first of equals
    std::vector<RestartSummary> restarts;
    History history;  ///< of the best restart
    Work work;        ///< of all ranks

    const RestartSummary& best() const { return restarts[static_cast<std::size_t>(best_restart)]; }
};

}  // namespace lloyd
