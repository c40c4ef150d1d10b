#pragma once

#include "lloyd/parallel/environment.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace lloyd {

/// An environment variable.
struct Setting {
    std::string name;
    std::string value;
};

/// What MPI is told before MPI_Init, where the user has not said otherwise. mpi_version: as mpi_version() gives it.
/// A process that no launcher started sends nothing: Open MPI need not look for networks (Debian 12's loads libpsm2,
/// which calibrates a clock for 0.2 s) nor start a daemon to serve processes that it might spawn (4.1).
std::vector<Setting> settings_before_init(const std::string& mpi_version, const Environment& environment);

/// Throws Error(usage) when srun started this process by another PMI than PMIx and MPI would end it for that: Open
/// MPI 4 has a component for each PMI that it knows. mpi_library: the file of MPI itself, with components in a folder
/// beside it; where none are found MPI decides.
void expect_known_pmi(const std::string& mpi_version, const std::filesystem::path& mpi_library,
                      const Environment& environment);

/// The shared library that MPI_Init comes from; empty when it is not known.
std::filesystem::path mpi_library();

}  // namespace lloyd
