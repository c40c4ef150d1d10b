#pragma once

#include "lloyd/files/fit_identity.hpp"

#include <hdf5.h>

namespace lloyd {

/// As attributes of the root.
void write_identity(hid_t file, const FitIdentity& identity);
FitIdentity read_identity(hid_t file);

}  // namespace lloyd
