#pragma once

#include <string>
#include <vector>

namespace lloyd {

/// What became of a process.
struct ProcessOutcome {
    int exit_code = 0;   ///< 128 + signal when a signal ended it
    double seconds = 0;  ///< from start to end, seen from outside
    std::string output;  ///< all of its stdout
    std::string errors;  ///< all of its stderr
};

/// Runs a command (no shell; the program is looked up in PATH) with stdin from /dev/null and waits for it.
/// `variables` are NAME=VALUE, added to this process's environment. The command gets SIGTERM when this process dies.
/// Throws Error(software) when it cannot be started.
ProcessOutcome run_process(const std::vector<std::string>& command, const std::vector<std::string>& variables);

}  // namespace lloyd
