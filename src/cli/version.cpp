#include "cli/version.hpp"

#include "lloyd/core/simd_target.hpp"
#include "lloyd/files/software.hpp"

#include <fmt/format.h>

namespace lloyd::cli {

std::string version_text() {
    const SoftwareVersions software = software_versions();
    return fmt::format(
        "lloyd {} (commit {})\n"
        "MPI       {}\n"
        "HDF5      {}\n"
        "compiler  {}\n"
        "SIMD      {}",
        software.version, software.git_commit, software.mpi, software.hdf5, software.compiler, simd_target_name());
}

}  // namespace lloyd::cli
