// What becomes of a job when a rank fails.
#include "cli/scene.hpp"
#include "support/catch.hpp"

using namespace lloyd::test;

TEST_CASE("a rank that fails alone ends the job instead of hanging it", "[run]") {
    const auto outcome = start({LLOYD_MPIEXEC, "--timeout", "60", "-n", "3", LLOYD_LONE_FAILURE});
    INFO(outcome.errors);
    CHECK(outcome.exit_code == 65);
    CHECK(count_of("lloyd: error: rank 1 alone: a defect\n", outcome.errors) == 1);
}
