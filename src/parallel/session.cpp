#include "lloyd/parallel/session.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/parallel/slurm_job.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

namespace lloyd {

namespace {

/// Whether this Open MPI may write wrong bytes in collective writes (open-mpi/ompi#12718).
bool has_ompio_lock_bug() {
#ifdef OPEN_MPI
    int major = 0;
    int minor = 0;
    int release = 0;
    if (std::sscanf(mpi_version().c_str(), "Open MPI v%d.%d.%d", &major, &minor, &release) != 3) return false;
    if (major == 5) return minor == 0 && release < 6;
    return major < 4 || (major == 4 && (minor < 1 || (minor == 1 && release < 7)));
#else
    return false;
#endif
}

/// Tasks of a step whose PMI this MPI does not speak, so that each is a world of its own; 0 where they are not alone.
int lonely_tasks(const Communicator& world) {
    const std::optional<SlurmJob> job = slurm_job();
    return job && job->launcher == SlurmLauncher::srun && job->tasks > 1 && world.size() == 1 ? job->tasks : 0;
}

}  // namespace

MpiSession::MpiSession(int& argc, char**& argv) {
    if (has_ompio_lock_bug()) setenv("OMPI_MCA_fs_ufs_lock_algorithm", "3", 0);
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
