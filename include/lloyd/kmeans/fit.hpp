#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/base/phase_times.hpp"
#include "lloyd/base/work.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/kmeans/options.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
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

/// The best restart, iteration by iteration; each vector has n_iter entries.
struct History {
    std::vector<double> inertia;       ///< before the centres moved; from the exact sums, not summed over rows
    std::vector<double> center_shift;  ///< sum of squared distances the centres moved
    std::vector<std::int64_t> labels_changed;
    friend bool operator==(const History&, const History&) = default;
};

/// The same on every rank but for `labels`, which are of this rank's rows.
template <class T>
struct FitResult {
    Matrix<T> cluster_centers;  ///< (k, d)
    std::vector<std::int32_t> labels;
    std::vector<std::int64_t> cluster_sizes;
    int best_restart = 0;  ///< lowest inertia; the first of equals
    std::vector<RestartSummary> restarts;
    History history;
    Work work;  ///< of all ranks

    const RestartSummary& best() const { return restarts[static_cast<std::size_t>(best_restart)]; }
};

/// What a fit asks of the data besides rows.
template <class T>
struct FitInput {
    const Shard<T>& shard;
    MatrixView<const T> initial_centers = {};  ///< (k, d), for Init::given only
    /// Memory that fit() may write to, aligned to 64 bytes: fit_workspace() bytes, or none.
    std::span<std::byte> workspace = {};
};

/// Collective. Exact k-means: all restarts advance together in one sweep over the rows an iteration.
/// The same input, options and seed give the same bits for any ranks and threads.
/// Adds the seconds of this rank to seed, assign, reduce, wait and training of `times`.
/// Throws Error(data) when k is not in 1..rows, when centres of another shape are given, or when
/// values are so large that squared distances overflow T.
template <class T>
FitResult<T> fit(const Context& context, const FitInput<T>& input, const FitOptions& options, PhaseTimes& times,
                 const ProgressObserver& observe = {});

/// Bytes that FitInput::workspace is to have for `rows` rows at most, more than are used.
template <class T>
std::int64_t fit_workspace(std::int64_t rows, int features);

/// Bytes of memory a rank needs at its peak, the program and MPI themselves aside.
struct FitMemory {
    /// Where rows that are near each other share tiles (RowOrder::spatial, if they lie in clusters).
    std::int64_t grouped;
    /// Where rows keep their order.
    std::int64_t ungrouped;
};
/// Of a rank with `rows` rows.
template <class T>
FitMemory fit_memory(const Team& team, std::int64_t rows, int features, const FitOptions& options);

}  // namespace lloyd
