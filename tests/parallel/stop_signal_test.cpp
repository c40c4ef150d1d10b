#include "lloyd/parallel/stop_signal.hpp"

#include "support/catch.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace lloyd;

namespace {

/// How a child process ends that runs a body with the signals noted: its exit code, or 1000 + the signal it died of.
template <class Body>
int end_of_child(Body&& body) {
    const pid_t child = fork();
    if (child == 0) {
        note_stop_signals();
        body();
        _exit(stop_signal());
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("The first signal is noted, and those of the same moment are the same wish") {
    CHECK(end_of_child([] {}) == 0);
    for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) {
        CHECK(end_of_child([&] { raise(signal); }) == signal);
        CHECK(end_of_child([&] {
                  raise(signal);
                  raise(SIGTERM);
                  raise(SIGTERM);
              }) == signal);
    }
}

TEST_CASE("A signal more than two seconds after the first ends the process at once") {
    CHECK(end_of_child([] {
              raise(SIGUSR1);
              usleep(2'100'000);
              raise(SIGTERM);
          }) == 1000 + SIGTERM);
}

TEST_CASE("Signals have names") {
    CHECK(std::string(signal_name(SIGTERM)) == "SIGTERM");
    CHECK(std::string(signal_name(SIGUSR1)) == "SIGUSR1");
}
