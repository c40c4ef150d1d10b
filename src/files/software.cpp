#include "lloyd/files/software.hpp"

#include "files/git_commit.hpp"
#include "lloyd/parallel/session.hpp"

#include <fmt/format.h>
#include <hdf5.h>

namespace lloyd {

namespace {

std::string compiler_version() {
#ifdef __clang__
    return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
    return fmt::format("gcc {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

std::string hdf5_version() {
    unsigned major = 0;
    unsigned minor = 0;
    unsigned release = 0;
    H5get_libversion(&major, &minor, &release);
    return fmt::format("{}.{}.{}", major, minor, release);
}

}  // namespace

SoftwareVersions software_versions() {
    return {.version = LLOYD_VERSION,
            .git_commit = LLOYD_GIT_COMMIT,
            .compiler = compiler_version(),
            .hdf5 = hdf5_version(),
            .mpi = mpi_version()};
}

}  // namespace lloyd
