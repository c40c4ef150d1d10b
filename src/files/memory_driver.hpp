#pragma once

#include "files/sparse_bytes.hpp"

#include <hdf5.h>

namespace lloyd {

/// Lets a file access list keep its file in these bytes, which outlive the file: a driver of HDF5's for files as they
/// are made. Such a file never meets a full disk, of which HDF5 1.10 crashes at exit and 2.2 aborts; and rows that
/// others will write take no memory, which HDF5's own memory driver would fill. Returns HDF5's status.
herr_t keep_in_memory(hid_t access, SparseBytes& bytes);

}  // namespace lloyd
