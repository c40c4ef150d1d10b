#pragma once

#include "cli/command.hpp"

namespace lloyd::cli {

/// `lloyd info`: says what a file holds.
Command add_info_command(CLI::App& main);

}  // namespace lloyd::cli
