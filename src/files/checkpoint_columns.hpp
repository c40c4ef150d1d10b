#pragma once

#include "files/dataset.hpp"
#include "lloyd/kmeans/restart.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lloyd {

/// Restarts as a checkpoint's datasets: what all of them have of something, one after another.
template <class T>
struct CheckpointColumns {
    std::vector<std::int32_t> n_centers;
    std::vector<std::int32_t> n_iter;
    std::vector<std::int8_t> converged;
    std::vector<std::int64_t> empty_relocations;
    std::vector<T> centers;   ///< [n_centers of all][feature]
    std::vector<T> assigned;  ///< the same of restarts that have iterated
    std::vector<double> inertia;
    std::vector<double> center_shift;
    std::vector<std::int64_t> labels_changed;

    /// body(path, meaning, values, values a row) for each dataset.
    template <class Body>
    void for_each(int features, Body&& body) {
        body("/restarts/n_centers", {"centres of each restart, fewer than n_clusters while it is seeded", "1"},
             n_centers, 1);
        body("/restarts/n_iter", {"iterations that each restart has done", "1"}, n_iter, 1);
        body("/restarts/converged", {"1 where a restart has converged", "1"}, converged, 1);
        body("/restarts/empty_relocations", {"empty clusters that were given a row", "1"}, empty_relocations, 1);
        body("/restarts/centers", {"centres of the restarts", "input"}, centers, features);
        body("/restarts/assigned", {"centres that rows were last assigned by", "input"}, assigned, features);
        body("/history/inertia", {"inertia before the centres moved", "input^2"}, inertia, 1);
        body("/history/center_shift", {"sum of squared distances the centres moved", "input^2"}, center_shift, 1);
        body("/history/labels_changed", {"rows that changed their cluster", "1"}, labels_changed, 1);
    }
};

template <class T>
CheckpointColumns<T> columns_of(std::span<const Restart<T>> restarts);

/// The restarts again, of so many clusters and features. Throws Error(data) where columns do not fit together: no file
/// of lloyd's is like that.
template <class T>
std::vector<Restart<T>> restarts_of(const CheckpointColumns<T>& columns, int n_clusters, int features,
                                    const std::string& path);

}  // namespace lloyd
