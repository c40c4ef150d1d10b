// Run only as tests that are expected to fail, each by its hidden tag.
#include "support/catch.hpp"
#include "support/world.hpp"

#include <stdexcept>

using lloyd::test::world;

TEST_CASE("an assertion fails on the last rank only, before a collective call", "[.fail]") {
    REQUIRE(world().rank() != world().size() - 1);
    world().barrier();
}

TEST_CASE("rank 0 alone throws, before a collective call", "[.throw]") {
    if (world().is_root()) throw std::runtime_error("only on rank 0");
    world().barrier();
}
