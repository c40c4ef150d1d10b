#pragma once

#include "lloyd/files/dataset_name.hpp"
#include "lloyd/files/precision.hpp"
#include "lloyd/parallel/communicator.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace lloyd {

/// A dataset that can be clustered: rank 2, numbers, no extent 0.
struct InputInfo {
    DatasetName name;  ///< with the dataset that was found
    std::int64_t rows = 0;
    int features = 0;
    Precision precision = Precision::float64;  ///< float32 stays; integers and all other floats become float64
    std::string type;                          ///< as stored, e.g. "int16, big endian"
    std::int64_t stored_bytes = 0;             ///< on disk
    std::optional<std::uint64_t> checksum;     ///< of rows read in `precision`, where lloyd wrote the file
};

/// Collective: rank 0 looks, everybody learns. When no dataset is named, the only one of rank 2 with numbers is
/// taken. Throws Error(io) for a file that is missing or cannot be read, Error(data) for anything else: not HDF5,
/// truncated, no or several candidates (listed), another rank, strings, compounds, booleans, extent 0, no values,
/// external or virtual storage (missing parts would silently be zeros), a filter that this HDF5 lacks.
InputInfo inspect_input(const Communicator& comm, const DatasetName& name);

}  // namespace lloyd
