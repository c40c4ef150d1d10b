#pragma once

#include "cli/command.hpp"

namespace lloyd::cli {

/// `lloyd fit`: reads or makes the rows, fits, judges the clusters and writes the result file.
Command add_fit_command(CLI::App& app);

}  // namespace lloyd::cli
