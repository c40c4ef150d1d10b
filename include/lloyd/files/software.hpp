#pragma once

#include <string>

namespace lloyd {

/// What this program is and what it was built with, for files and --version.
struct SoftwareVersions {
    std::string version;
    std::string git_commit;  ///< at configure time; "unknown" outside a repository
    std::string compiler;
    std::string hdf5;
    std::string mpi;
};
SoftwareVersions software_versions();

}  // namespace lloyd
