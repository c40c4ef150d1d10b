#include "lloyd/parallel/session.hpp"

#include "support/catch.hpp"
#include "support/world.hpp"

using namespace lloyd;
using lloyd::test::world;

TEST_CASE("the MPI version is one line of text", "[session]") {
    const std::string version = mpi_version();
    CHECK_FALSE(version.empty());
    CHECK(version.find('\n') == std::string::npos);
    CHECK(version.find('\0') == std::string::npos);
}

TEST_CASE("MPI serves this thread as the main one", "[session]") {
    int provided = MPI_THREAD_SINGLE;
    MPI_Query_thread(&provided);
    CHECK(provided >= MPI_THREAD_FUNNELED);
}
