#pragma once

#include "lloyd/base/phase_times.hpp"
#include "lloyd/files/input.hpp"
#include "lloyd/kmeans/fit.hpp"
#include "lloyd/metrics/cluster_statistics.hpp"
#include "lloyd/metrics/silhouette.hpp"
#include "lloyd/parallel/placement.hpp"

#include <optional>
#include <string>

namespace lloyd {

/// Where the rows came from, as a result records it.
struct InputRecord {
    std::string path;     ///< empty for rows generated in memory
    std::string dataset;  ///< or the recipe with its parameters
    std::int64_t rows = 0;
    int features = 0;
    Precision precision = Precision::float64;
    std::string fingerprint;  ///< 16 hex digits over all values and the shape; the same for any ranks
};

/// All that a result file says besides the fit itself; the same on every rank.
struct RunRecord {
    std::string command_line;
    InputRecord input;
    FitOptions options;
    std::string init_source;  ///< FILE:/dataset for given centres
    JobPlacement placement;
    std::string simd_target;
};

/// Minimum, mean and maximum over ranks.
struct PhaseSummary {
    PhaseTimes min, mean, max;
};
PhaseSummary summarize(const Communicator& comm, const PhaseTimes& mine);

/// Everything that goes into one file. `labels` of the fit are left out when write_labels is off.
template <class T>
struct ResultContents {
    const FitResult<T>& fit;
    const ClusterStatistics& clusters;
    const std::optional<Silhouette>& silhouette;
    const RunRecord& run;
    bool write_labels = true;
};

/// Collective. Writes FILE.tmp-PID beside its name, /timings last (by then `times.write` is known),
/// syncs, marks it complete and renames it. On any error nothing is left and Error(io) is thrown everywhere.
template <class T>
void write_result(const Communicator& comm, const std::string& path, const ResultContents<T>& contents, RowRange rows,
                  PhaseTimes& times);

/// What predict needs of a result file.
template <class T>
struct TrainedModel {
    Matrix<T> cluster_centers;
};

/// Collective. Throws Error(data) for a file of another format, a newer format_version or an incomplete one.
Precision result_precision(const Communicator& comm, const std::string& path);
template <class T>
TrainedModel<T> read_model(const Communicator& comm, const std::string& path);

}  // namespace lloyd
