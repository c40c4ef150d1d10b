#pragma once

#include "lloyd/parallel/communicator.hpp"

#include <string>

namespace lloyd {

/// MPI from start to end of the process. Make one in main, before any other thread exists.
///
/// Sets some of Open MPI's parameters before MPI_Init (parallel/before_init.hpp), none that the user has set.
/// Throws Error(usage) when srun started several tasks that do not see each other, or one that MPI would end.
class MpiSession {
public:
    MpiSession(int& argc, char**& argv);
    ~MpiSession();
    MpiSession(const MpiSession&) = delete;
    MpiSession& operator=(const MpiSession&) = delete;

    Communicator world() const;
};

/// "Open MPI v4.1.4, ..." in one line; may be called without a session.
std::string mpi_version();

}  // namespace lloyd
