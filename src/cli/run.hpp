#pragma once

#include "cli/command.hpp"

#include <string>

namespace lloyd::cli {

/// Runs a command, with MPI if it needs it, prints what goes wrong once, and returns the code that this process
/// exits with. A command without MPI is run by the first process of a launch only.
ExitCode run(const Command& command, int argc, char** argv);

/// For an error outside MPI: prints it and returns its code, both on the first process only. A launcher ends the
/// other processes as soon as one fails, so if all did, the message might be lost.
ExitCode report(const Error& error);

}  // namespace lloyd::cli
