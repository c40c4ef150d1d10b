#include "bench/process.hpp"
#include "lloyd/base/error.hpp"
#include "support/catch.hpp"

#include <unistd.h>

#include <array>

using lloyd::ProcessOutcome;
using lloyd::run_process;

namespace {

ProcessOutcome run_shell(const std::string& script, const std::vector<std::string>& variables = {}) {
    return run_process({"/bin/sh", "-c", script}, variables);
}

}  // namespace

TEST_CASE("output, errors and exit code of a process come back", "[process]") {
    const ProcessOutcome outcome = run_shell("echo out; echo err >&2; exit 65");
    CHECK(outcome.exit_code == 65);
    CHECK(outcome.output == "out\n");
    CHECK(outcome.errors == "err\n");
    CHECK(outcome.seconds > 0);
}

TEST_CASE("a signal counts as 128 and its number", "[process]") { CHECK(run_shell("kill -9 $$").exit_code == 137); }

TEST_CASE("much output on both streams does not block", "[process]") {
    const ProcessOutcome outcome =
        run_shell("i=0; while [ $i -lt 3000 ]; do printf '%0100d' 0; printf '%0100d' 0 >&2; i=$((i+1)); done");
    CHECK(outcome.output.size() == 300000);
    CHECK(outcome.errors.size() == 300000);
}

TEST_CASE("stdin is not this process's", "[process]") {
    std::array<int, 2> typed{};
    REQUIRE(pipe(typed.data()) == 0);
    REQUIRE(write(typed[1], "typed\n", 6) == 6);
    const int saved = dup(STDIN_FILENO);
    dup2(typed[0], STDIN_FILENO);
    const ProcessOutcome outcome = run_shell("readlink /proc/$$/fd/0");
    dup2(saved, STDIN_FILENO);
    for (const int end : {saved, typed[0], typed[1]}) close(end);
    CHECK(outcome.output == "/dev/null\n");
}

TEST_CASE("variables are added to the environment", "[process]") {
    const ProcessOutcome outcome =
        run_shell("echo $LLOYD_A $LLOYD_B; test -n \"$PATH\"", {"LLOYD_A=1", "LLOYD_B=two words"});
    CHECK(outcome.output == "1 two words\n");
    CHECK(outcome.exit_code == 0);
}

TEST_CASE("words reach the program as they are", "[process]") {
    CHECK(run_process({"printf", "%s|", "a b", "$HOME", "'"}, {}).output == "a b|$HOME|'|");
}

TEST_CASE("a program that is not there is named", "[process]") {
    try {
        run_process({"no-such-program", "x"}, {});
        FAIL("it was started");
    } catch (const lloyd::Error& error) {
        CHECK(error.code() == lloyd::ExitCode::software);
        CHECK(std::string(error.what()).find("no-such-program: No such file") != std::string::npos);
    }
}
