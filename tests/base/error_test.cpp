#include "lloyd/base/error.hpp"

#include "support/catch.hpp"

using namespace lloyd;

TEST_CASE("fail throws a formatted text with its exit code", "[error]") {
    try {
        fail(ExitCode::data, "k is {} but there are {} rows", 10, 7);
        FAIL("returned");
    } catch (const Error& error) {
        CHECK(error.code() == ExitCode::data);
        CHECK(error.what() == std::string("k is 10 but there are 7 rows"));
    }
}

TEST_CASE("a text that was formatted elsewhere is taken as it is", "[error]") {
    const Error error(ExitCode::io, "cannot open {}.h5");
    CHECK(error.what() == std::string("cannot open {}.h5"));
}

TEST_CASE("exit codes are those that callers rely on", "[error]") {
    CHECK(static_cast<int>(ExitCode::done) == 0);
    CHECK(static_cast<int>(ExitCode::usage) == 64);
    CHECK(static_cast<int>(ExitCode::data) == 65);
    CHECK(static_cast<int>(ExitCode::software) == 70);
    CHECK(static_cast<int>(ExitCode::io) == 74);
    CHECK(static_cast<int>(ExitCode::stopped) == 75);
}
