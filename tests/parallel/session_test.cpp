#include "lloyd/parallel/session.hpp"

#include "support/catch.hpp"
#include "support/world.hpp"

#include <cstdlib>

using namespace lloyd;
using lloyd::test::world;

TEST_CASE("the MPI version is one line of text", "[session]") {
    const std::string version = mpi_version();
    CHECK_FALSE(version.empty());
    CHECK(version.find('\n') == std::string::npos);
    CHECK(version.find('\0') == std::string::npos);
}

TEST_CASE("an Open MPI that may write wrong bytes is told to lock files", "[session]") {
    const std::string version = mpi_version();
    const bool affected = version.rfind("Open MPI v4.1.4,", 0) == 0 || version.rfind("Open MPI v4.1.6,", 0) == 0;
    const char* algorithm = std::getenv("OMPI_MCA_fs_ufs_lock_algorithm");
    CHECK((!affected || (algorithm != nullptr && std::string(algorithm) == "3")));
}

TEST_CASE("MPI serves this thread as the main one", "[session]") {
    int provided = MPI_THREAD_SINGLE;
    MPI_Query_thread(&provided);
    CHECK(provided >= MPI_THREAD_FUNNELED);
}
