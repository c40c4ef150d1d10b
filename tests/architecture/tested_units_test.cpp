#include "architecture/tested_units.hpp"

#include "support/catch.hpp"

using namespace lloyd::test;

namespace {

using Found = std::vector<std::string>;

const std::set<std::string> units = {"core/a", "core/b"};
const std::set<std::string> tests = {"tests/core/a_test.cpp"};

}  // namespace

TEST_CASE("a unit has a test of its name, or a place in the table", "[architecture]") {
    CHECK(own_test("core/exact/nearest") == "tests/core/exact/nearest_test.cpp");
    CHECK(untested(units, tests, {}) == Found{"core/b has no test"});
    CHECK(untested(units, tests, {{"core/b", "tests/core/a_test.cpp"}}).empty());
}

TEST_CASE("a table that has grown old is refused", "[architecture]") {
    CHECK(untested({"core/a"}, tests, {{"core/gone", "tests/core/a_test.cpp"}}) == Found{"there is no unit core/gone"});
    CHECK(untested({"core/a"}, tests, {{"core/a", "tests/core/a_test.cpp"}}) == Found{"core/a has a test of its own"});
    CHECK(untested(units, tests, {{"core/b", "tests/core/c_test.cpp"}}) == Found{"there is no tests/core/c_test.cpp"});
}

TEST_CASE("the table of tests has a test a row, and its units with commas", "[architecture]") {
    const TestTable table =
        read_test_table("x\n\n| test | units |\n|---|---|\n| t | core/a, core/b |\n| u | core/c |\n");
    CHECK(table == TestTable{{"core/a", "t"}, {"core/b", "t"}, {"core/c", "u"}});
    CHECK_THROWS(read_test_table("| test | units |\n|---|---|\n| t | core/a |\n| u | core/a |\n"));
    CHECK_THROWS(read_test_table("| test | units |\n| t | core/a |\n"));
    CHECK_THROWS(read_test_table("no table"));
}
