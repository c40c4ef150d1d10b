#pragma once

#include "lloyd/parallel/communicator.hpp"

#include <string>

namespace lloyd {

/// MPI from start to end of the process. Make one in main, before any other thread exists.
///
/// Works around Open MPI's silent wrong bytes in collective writes (open-mpi/ompi#12718,
/// fixed in 4.1.7 and 5.0.6) by setting its lock algorithm before MPI_Init.
/// Throws Error(usage) when srun started several tasks that do not see each other.
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
