#pragma once

#include "lloyd/data/row_range.hpp"
#include "lloyd/files/result_file.hpp"

#include <cstdint>
#include <limits>
#include <optional>

namespace lloyd::test {

/// A made-up fit of `rows` rows: every value differs from its neighbours, labels are a function of the global row.
template <class T>
struct SampleResult {
    FitResult<T> fit;
    ClusterStatistics clusters;
    std::optional<Silhouette> silhouette;
    RunRecord run;
    RowRange rows;

    ResultContents<T> contents(bool write_labels = true) const { return {fit, clusters, silhouette, run, write_labels}; }
};

inline std::int32_t sample_label(std::int64_t row) { return static_cast<std::int32_t>(row * 7919 % 3); }

template <class T>
SampleResult<T> sample_result(std::int64_t rows, RowRange mine) {
    SampleResult<T> sample;
    sample.rows = mine;
    Matrix<T>& centers = sample.fit.cluster_centers = Matrix<T>(3, 2);
    for (std::size_t i = 0; i < 6; ++i) centers.span()[i] = static_cast<T>(0.1 + static_cast<double>(i));
    for (std::int64_t row = mine.begin; row < mine.end; ++row) sample.fit.labels.push_back(sample_label(row));
    sample.fit.cluster_sizes = {rows - 3, 2, 1};
    sample.fit.best_restart = 1;
    sample.fit.restarts = {{.inertia = 12.5, .n_iter = 7, .converged = true, .empty_relocations = 0},
                           {.inertia = 11.25, .n_iter = 4, .converged = false, .empty_relocations = 2}};
    sample.fit.history = {.inertia = {20, 15, 12, 11.5}, .center_shift = {4, 2, 1, 0.5}, .labels_changed = {9, 5, 2, 1}};
    sample.clusters = {.inertia = {5, 4, 2.25}, .radius = {1.5, 1.25, 0.5}};
    sample.silhouette = Silhouette{.mean = 0.625,
                                   .per_cluster = {0.5, 0.75, std::numeric_limits<double>::quiet_NaN()},
                                   .sample_rows = {0, 2, 3}};
    RunRecord& run = sample.run;
    run.command_line = "lloyd fit données.h5 -k 3";
    run.input = {.path = "données.h5",
                 .dataset = "/X",
                 .rows = rows,
                 .features = 2,
                 .precision = sizeof(T) == 4 ? Precision::float32 : Precision::float64,
                 .fingerprint = "0123456789abcdef"};
    run.options = {.n_clusters = 3, .n_init = 2, .max_iter = 4, .tol = 1e-4, .seed = ~std::uint64_t{0}, .init = {}};
    run.placement.ranks = 2;
    run.placement.threads_per_rank = 3;
    run.placement.hosts = {"node1", "node22"};
    run.placement.binding = {"node1: CPUs 0-1", "node22: CPUs 0"};
    run.placement.cpu_model = "a CPU";
    run.simd_target = "AVX2";
    return sample;
}

}  // namespace lloyd::test
