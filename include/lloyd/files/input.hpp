#pragma once

#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/communicator.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace lloyd {

/// A dataset's place: FILE[:/dataset], split at the last ":/". The dataset may be empty.
struct DatasetName {
    std::string file;
    std::string dataset;
};
DatasetName parse_dataset_name(const std::string& text);
/// FILE:/dataset again.
std::string text_of(const DatasetName& name);

/// The two precisions that data are computed in.
enum class Precision { float32, float64 };

/// "float32" or "float64".
std::string_view precision_name(Precision precision);

/// A dataset that can be clustered: rank 2, numbers, no extent 0.
struct InputInfo {
    DatasetName name;  ///< with the dataset that was found
    std::int64_t rows = 0;
    int features = 0;
    Precision precision = Precision::float64;  ///< float32 stays; integers and all other floats become float64
    std::string type;                          ///< as stored, e.g. "int16, big endian"
    std::int64_t stored_bytes = 0;             ///< on disk
};

/// Where the rows came from, as a file records it.
struct InputRecord {
    std::string path;     ///< empty for rows generated in memory
    std::string dataset;  ///< or the recipe with its parameters
    std::int64_t rows = 0;
    int features = 0;
    Precision precision = Precision::float64;
    std::string fingerprint;  ///< 16 hex digits over all values and the shape; the same for any ranks
};

/// Collective: rank 0 looks, everybody learns. When no dataset is named, the only one of rank 2 with numbers is
/// taken. Throws Error(io) for a file that is missing or cannot be read, Error(data) for anything else: not HDF5,
/// truncated, no or several candidates (listed), another rank, strings, compounds, booleans, extent 0, no values,
/// external or virtual storage (missing parts would silently be zeros), a filter that this HDF5 lacks.
InputInfo inspect_input(const Communicator& comm, const DatasetName& name);

/// Rows of an inspected dataset, converted to T by value: any layout, filter, integer or float type and byte order.
/// Each rank reads on its own with plain POSIX reads, which work for every layout and wait for nobody.
/// The file is opened at the first call and stays open as long as the source lives; only calls throw.
template <class T>
RowSource<T> open_rows(const InputInfo& info);

/// Collective. A whole small dataset on every rank, e.g. initial centres.
/// Throws as inspect_input does, and Error(data) naming row and column of the first NaN or infinity.
template <class T>
Matrix<T> read_matrix(const Communicator& comm, const DatasetName& name);

}  // namespace lloyd
