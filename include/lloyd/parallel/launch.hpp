#pragma once

#include "lloyd/parallel/environment.hpp"

#include <string>

namespace lloyd {

enum class MpiFamily { open_mpi, mpich, other };

/// By what the library (MPI_Get_library_version) or its `mpirun --version` says of itself.
MpiFamily mpi_family(const std::string& version);

/// What starts processes as ranks: mpirun of Open MPI or of MPICH (Hydra), or srun.
enum class RankLauncher { none, open_mpi, hydra, srun };

/// How this process was started.
struct Launch {
    RankLauncher launcher = RankLauncher::none;
    int ranks = 0;  ///< how many were started with it, it included; 0 where the launcher does not say
};

/// By the variables that each launcher sets for its ranks: Open MPI's mpirun(1), PMI-1 and Hydra's MPI_LOCALNRANKS,
/// srun(1). Under Slurm mpirun starts its daemons by srun, and they hand on what they see, so srun is asked last.
Launch this_launch(const Environment& environment = process_environment());

/// Why ranks that were launched together see nobody, and what to do; empty when a world of this size is not surprising.
std::string lonely_reason(const Launch& launch, int world_size, const std::string& mpi_version);

}  // namespace lloyd
