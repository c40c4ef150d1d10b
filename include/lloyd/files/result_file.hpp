#pragma once

#include "lloyd/data/row_range.hpp"
#include "lloyd/files/input_record.hpp"
#include "lloyd/files/output.hpp"
#include "lloyd/kmeans/fit.hpp"
#include "lloyd/kmeans/phase_times.hpp"
#include "lloyd/metrics/cluster_statistics.hpp"
#include "lloyd/metrics/silhouette.hpp"
#include "lloyd/parallel/placement.hpp"

#include <optional>
#include <string>

namespace lloyd {

/// The way of seeding as the command line and files name it.
std::string init_name(Init init);

/// All that a result file says besides the fit itself; the same on every rank.
struct RunRecord {
    std::string command_line;
    InputRecord input;
    FitOptions options;
    std::string init_source;   ///< FILE:/dataset for given centres
    std::string resumed_from;  ///< the checkpoint; empty for a fit from its beginning
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

/// How long the file will be at most; of iterations beyond 10,000 the history does not count.
template <class T>
std::int64_t most_result_bytes(const RunRecord& run, std::int64_t silhouette_rows, bool write_labels);

/// Collective. Writes the file that FORMAT.md calls lloyd-result: PATH.tmp-PID beside its name, /timings last,
/// synced, marked complete and renamed. `rows` are this rank's global rows, which its labels are of.
/// Adds the seconds of writing to `write` and to `total` of `times`, which must be known up to this call.
/// On any error nothing is left and Error(io) is thrown everywhere.
template <class T>
void write_result(const Communicator& comm, const Output& output, const ResultContents<T>& contents, RowRange rows,
                  PhaseTimes& times);

/// What predict needs of a result file.
template <class T>
struct TrainedModel {
    Matrix<T> cluster_centers;
};

/// Collective. The precision of a result's centres, which read_model must be asked for.
/// Both throw Error(data) for a file of another format, a newer format_version or an incomplete one; read_model also
/// for one with any value that is not what was written (verify.hpp).
Precision result_precision(const Communicator& comm, const std::string& path);
template <class T>
TrainedModel<T> read_model(const Communicator& comm, const std::string& path);

}  // namespace lloyd
