#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace lloyd {

/// What a file is, by its `format` attribute.
enum class FileKind { data, result, labels, checkpoint, other };

struct DatasetDescription {
    std::string path;
    std::vector<std::int64_t> shape;  ///< empty for a scalar
    std::string type;                 ///< as stored, e.g. "float64, little endian"
};

/// Elements of text or numbers; one text in parentheses for any other type.
using AttributeValues =
    std::variant<std::vector<std::string>, std::vector<std::int64_t>, std::vector<std::uint64_t>, std::vector<double>>;

struct AttributeDescription {
    std::string name;
    AttributeValues values;
};

/// The key numbers of a result.
struct ResultSummary {
    std::int64_t n_clusters = 0;
    std::int64_t features = 0;
    std::int64_t n_init = 0;
    double inertia = 0;
    std::int64_t n_iter = 0;
    bool converged = false;
    std::vector<std::int64_t> cluster_sizes;
    std::optional<double> silhouette_mean;
    double training_seconds = 0;  ///< of the slowest rank
    double total_seconds = 0;
};

/// How far the fit of a checkpoint is.
struct CheckpointSummary {
    std::int64_t n_clusters = 0;
    std::int64_t n_init = 0;
    std::int64_t seeded_centers = 0;  ///< of all restarts
    std::int64_t iterations = 0;      ///< of the restart that has done most
    std::int64_t max_iter = 0;
    std::int64_t converged = 0;  ///< restarts
};

/// What any HDF5 file holds.
struct FileDescription {
    FileKind kind = FileKind::other;
    bool complete = true;                              ///< a file of lloyd's that was not finished says so
    std::vector<AttributeDescription> attributes;      ///< of the root
    std::vector<AttributeDescription> run_attributes;  ///< of /run, for a result
    std::vector<DatasetDescription> datasets;
    std::optional<ResultSummary> result;          ///< for a complete result
    std::optional<CheckpointSummary> checkpoint;  ///< for a complete checkpoint
};

/// Works without MPI. Throws Error(io) when the file is missing or cannot be read, Error(data) when it is not HDF5,
/// truncated, of a newer format_version, or lloyd's and what is said of it is not what was written.
FileDescription describe_file(const std::string& path);

}  // namespace lloyd
