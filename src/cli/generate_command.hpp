#pragma once

#include "cli/command.hpp"

namespace lloyd::cli {

/// `lloyd generate`: writes synthetic rows and their true labels.
Command add_generate_command(CLI::App& main);

}  // namespace lloyd::cli
