#pragma once

#include "files/dataset.hpp"
#include "lloyd/files/dataset_name.hpp"

#include <hdf5.h>

namespace lloyd {

/// Whether what a file of lloyd's holds is what was written.

/// Reads all attributes of all objects, on which HDF5 has checksums, and compares those that have one beside them.
/// Throws hdf5::Failure when any is another.
void expect_written_attributes(hid_t file);

/// Compares all values of a dataset with its checksum; false when it has none.
/// Throws Error(data) when they are others.
bool is_known_as_written(hid_t file, const DatasetName& name);

}  // namespace lloyd
