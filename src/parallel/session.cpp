#include "lloyd/parallel/session.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/parallel/slurm_job.hpp"
#include "parallel/before_init.hpp"

#include <array>
#include <cstdlib>
#include <optional>
#include <string>

namespace lloyd {

namespace {

/// Tasks of a step whose PMI this MPI does not speak, so that each is a world of its own; 0 where they are not alone.
int lonely_tasks(const Communicator& world) {
    const std::optional<SlurmJob> job = slurm_job();
    return job && job->launcher == SlurmLauncher::srun && job->tasks > 1 && world.size() == 1 ? job->tasks : 0;
}

}  // namespace

MpiSession::MpiSession(int& argc, char**& argv) {
    const Environment environment = [](const char* name) { return std::getenv(name); };
    expect_known_pmi(mpi_version(), mpi_library(), environment);
    for (const auto& [name, value] : settings_before_init(mpi_version(), environment))
        setenv(name.c_str(), value.c_str(), 0);
    int provided = MPI_THREAD_SINGLE;
    if (MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided) != MPI_SUCCESS || provided < MPI_THREAD_FUNNELED)
        fail(ExitCode::software,
             "MPI does not start with thread support (threads would be unsafe) check the MPI installation");
    if (const int tasks = lonely_tasks(world())) {
        MPI_Finalize();
        fail(ExitCode::usage,
             "srun started {} tasks that do not see each other (each would do all the work and write the same file) "
             "add --mpi=pmix to srun, or another of those that \"srun --mpi=list\" names and this MPI knows",
             tasks);
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
