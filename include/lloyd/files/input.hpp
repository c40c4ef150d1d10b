#pragma once

#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/communicator.hpp"

#include <cstdint>
#include <string>

namespace lloyd {

/// A dataset's place: FILE[:/dataset], split at the last ":/". The dataset may be empty.
struct DatasetName {
    std::string file;
    std::string dataset;
};
DatasetName parse_dataset_name(const std::string& text);

/// The two precisions that data are computed in.
enum class Precision { float32, float64 };

/// A dataset that can be clustered: rank 2, numbers, no extent 0.
struct InputInfo {
    DatasetName name;  ///< with the dataset that was found
    std::int64_t rows = 0;
    int features = 0;
    Precision precision = Precision::float64;  ///< float32 stays; integers and all other floats become float64
    std::string type;                          ///< as stored, e.g. "int16, big endian"
    std::int64_t stored_bytes = 0;             ///< on disk
};

/// Collective: rank 0 looks, everybody learns. When no dataset is named, the only one of rank 2 is
/// taken. Throws Error(io) for a file that is missing or not HDF5, Error(data) for anything
/// else: no or several candidates (listed), another rank, strings, compounds, extent 0, a file too short.
InputInfo inspect_input(const Communicator& comm, const DatasetName& name);

/// Rows of an inspected dataset, read by this rank on its own, converted to T.
/// The file is open as long as the source lives. Any layout, filter, integer or float type and byte order.
template <class T>
RowSource<T> open_rows(const InputInfo& info);

/// Collective. A whole small dataset on every rank, e.g. initial centres.
template <class T>
Matrix<T> read_matrix(const Communicator& comm, const DatasetName& name);

}  // namespace lloyd
