// The fault_point() of lloyd_faulty: it fails as the variable LLOYD_FAULT says, "PHASE:RANK:KIND" or
// "PHASE:RANK:KIND:CALL", where CALL counts the rank's calls in the phase from 1, the default.
// KINDs are in do_fault(); those about files mean the folder LLOYD_FAULT_FOLDER.
#include "cli/small_disk.hpp"
#include "lloyd/base/error.hpp"
#include "lloyd/base/fault_point.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>
#include <string_view>

namespace lloyd {

namespace {

constexpr std::array phases{"read", "tile", "seed", "iterate", "metrics", "checkpoint", "write"};

/// This process stands still for a second. A child of its own wakes it.
void stop_and_go_on() {
    const pid_t stopped = getpid();
    if (fork() == 0) {
        sleep(1);
        kill(stopped, SIGCONT);
        _exit(0);
    }
    raise(SIGSTOP);
}

/// From now on this process writes no file beyond its first bytes.
void limit_files() {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit few{100, 100};
    setrlimit(RLIMIT_FSIZE, &few);
}

void do_fault(std::string_view kind, int rank) {
    if (kind == "throw") fail(ExitCode::data, "rank {} was told to fail (a test asked for it) unset LLOYD_FAULT", rank);
    if (kind == "bad_alloc") throw std::bad_alloc();
    if (kind == "kill") raise(SIGKILL);
    if (kind == "exit") std::exit(3);
    if (kind == "stop") return stop_and_go_on();
    if (kind == "remove") {
        std::filesystem::remove_all(std::getenv("LLOYD_FAULT_FOLDER"));
        return;
    }
    if (kind == "limit") return limit_files();
    if (kind == "fill") return test::fill_disk(std::getenv("LLOYD_FAULT_FOLDER"));
    fail(ExitCode::usage, "there is no fault {} (a test asks for it) see tests/cli/fault.cpp", kind);
}

}  // namespace

void fault_point(Phase phase, int rank) {
    static std::array<int, phases.size()> calls{};
    const auto i = static_cast<std::size_t>(phase);
    const int number = ++calls[i];
    const char* const wanted = std::getenv("LLOYD_FAULT");
    if (wanted == nullptr) return;
    const std::string text(wanted);
    const std::string here = fmt::format("{}:{}:", phases[i], rank);
    if (!text.starts_with(here)) return;
    const std::string fault = text.substr(here.size());
    const std::size_t colon = fault.find(':');
    const int call = colon == std::string::npos ? 1 : std::stoi(fault.substr(colon + 1));
    if (number == call) do_fault(std::string_view(fault).substr(0, colon), rank);
}

}  // namespace lloyd
