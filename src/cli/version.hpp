#pragma once

#include <string>

namespace lloyd::cli {

/// Version, commit, MPI, HDF5, compiler and SIMD target, a line each.
std::string version_text();

}  // namespace lloyd::cli
