#pragma once

#include "cli/command.hpp"

#include <vector>

namespace lloyd::cli {

/// Makes `app` the command line of lloyd: what --help, the manual page and completions show. Returns its commands.
std::vector<Command> add_commands(CLI::App& app);

}  // namespace lloyd::cli
