#pragma once

#include "lloyd/kmeans/fit.hpp"

#include <hdf5.h>

namespace lloyd {

/// Writes /history so that viewers plot it by themselves: its datasets share the dimension scale /history/iteration
/// (HDF5 dimension scales), and the group is the file's default plot (NeXus NXdata).
void write_history(hid_t file, const History& history);

}  // namespace lloyd
