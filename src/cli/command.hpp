#pragma once

#include "lloyd/base/error.hpp"
#include "lloyd/base/stopwatch.hpp"
#include "lloyd/parallel/communicator.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace lloyd::cli {

/// What main hands to a command besides its options.
struct Process {
    Communicator comm;
    std::string command_line;  ///< as it was typed
    Stopwatch started;
};

/// A subcommand. Its options are bound to `app` and owned by `run`; what can be checked about them without
/// a look at any file is checked by a CLI11 callback of `app`, which throws Error(usage).
/// With MPI, `run` is collective and only errors that the ranks agreed on may leave it.
struct Command {
    CLI::App* app = nullptr;
    bool needs_mpi = false;
    std::function<ExitCode(const Process&)> run;
};

}  // namespace lloyd::cli
