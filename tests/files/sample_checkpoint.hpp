#pragma once

#include "lloyd/files/checkpoint.hpp"
#include "support/rows.hpp"

#include <vector>

namespace lloyd::test {

/// A made-up state of a fit of 100 rows in 2 columns.
template <class T>
struct SampleCheckpoint {
    FitIdentity identity;
    std::vector<Restart<T>> restarts;
};

/// Three restarts: one that has done two iterations, one that is seeded, one that is being seeded.
template <class T>
SampleCheckpoint<T> sample_checkpoint() {
    SampleCheckpoint<T> sample;
    sample.identity = {.input = {.path = "données.h5",
                                 .dataset = "/X",
                                 .rows = 100,
                                 .features = 2,
                                 .precision = sizeof(T) == 4 ? Precision::float32 : Precision::float64,
                                 .fingerprint = "0123456789abcdef"},
                       .options = {.n_clusters = 3, .n_init = 3, .max_iter = 9, .tol = 0.1, .seed = ~std::uint64_t{0}},
                       .init_fingerprint = ""};
    sample.restarts = {{.index = 0,
                        .centers = matrix<T>({{0.1, 1}, {2, 3}, {4, 5}}),
                        .assigned = matrix<T>({{0.2, 1}, {2, 3}, {4, 6}}),
                        .summary = {.inertia = 0, .n_iter = 2, .converged = true, .empty_relocations = 1},
                        .history = {.inertia = {20, 15}, .center_shift = {4, 2}, .labels_changed = {9, 5}}},
                       {.index = 1, .centers = matrix<T>({{7, 8}, {9, 10}, {11, 12}})},
                       {.index = 2, .centers = matrix<T>({{13, 14}})}};
    return sample;
}

}  // namespace lloyd::test
