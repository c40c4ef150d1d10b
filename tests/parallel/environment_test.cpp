#include "lloyd/parallel/environment.hpp"

#include "support/catch.hpp"
#include "support/variables.hpp"

#include <cstdlib>

using namespace lloyd;

TEST_CASE("a variable is a number when it is nothing else", "[environment]") {
    const Environment environment = test::environment_of(
        {{"SEVEN", "7"}, {"LARGE", "5000000000"}, {"ZERO", "0"}, {"LESS", "-1"}, {"MORE", "2(x3)"}, {"EMPTY", ""}});
    CHECK(number(environment, "SEVEN") == 7);
    CHECK(number(environment, "LARGE") == 5'000'000'000);
    for (const char* none : {"ZERO", "LESS", "MORE", "EMPTY", "MISSING"}) CHECK(number(environment, none) == 0);
}

TEST_CASE("this process has an environment", "[environment]") {
    setenv("LLOYD_TEST_VARIABLE", "3", 1);
    CHECK(number(process_environment(), "LLOYD_TEST_VARIABLE") == 3);
}
