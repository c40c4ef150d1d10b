#include "lloyd/parallel/session.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/parallel/launch.hpp"
#include "parallel/before_init.hpp"

#include <array>
#include <cstdlib>
#include <string>

namespace lloyd {

MpiSession::MpiSession(int& argc, char**& argv) {
    const Environment environment = process_environment();
    expect_known_pmi(mpi_version(), mpi_library(), environment);
    for (const auto& [name, value] : settings_before_init(mpi_version(), environment))
        setenv(name.c_str(), value.c_str(), 0);
    int provided = MPI_THREAD_SINGLE;
    if (MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS || provided < MPI_THREAD_FUNNELED)
        fail(ExitCode::software,
             "MPI does not start with thread support (threads would be unsafe) check the MPI installation");
    if (const std::string reason = lonely_reason(this_launch(), world().size(), mpi_version()); !reason.empty()) {
        MPI_Finalize();
        fail(ExitCode::usage, "{}", reason);
    }
}

MpiSession::~MpiSession() { MPI_Finalize(); }

Communicator MpiSession::world() const { return Communicator(MPI_COMM_WORLD); }

std::string mpi_version() {
    std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
    int length = 0;
    MPI_Get_library_version(text.data(), &length);
    const std::string version(text.data());  // Open MPI counts the terminating zero in the length
    return version.substr(0, version.find_first_of("\n\r"));
}

}  // namespace lloyd
