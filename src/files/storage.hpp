#pragma once

#include "lloyd/files/dataset_name.hpp"

#include <hdf5.h>

namespace lloyd {

/// Throws Error(data) when the values of a dataset would be wrong or unreadable though HDF5 opens it: never written,
/// kept in other files, or packed by a filter that is not installed.
void expect_readable_storage(hid_t dataset, const DatasetName& name);

}  // namespace lloyd
