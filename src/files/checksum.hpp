#pragma once

#include "lloyd/files/dataset_name.hpp"

#include <hdf5.h>

#include <cstdint>
#include <optional>

namespace lloyd {

/// The attribute `checksum` of a dataset: checksum_of_rows of its rows as they are stored, in 16 hex digits. HDF5 has
/// checksums of its own on all but the values of contiguous datasets.
void write_checksum(hid_t dataset, std::uint64_t checksum);

/// None when there is none. Throws hdf5::Failure when it cannot be understood.
std::optional<std::uint64_t> read_checksum(hid_t dataset);

/// Throws the Error(data) of a dataset whose values have another checksum.
[[noreturn]] void fail_damaged(const DatasetName& name);

}  // namespace lloyd
