#pragma once

#include "cli/command.hpp"

namespace lloyd::cli {

/// `lloyd bench`: the same fit on one thread and on all cores, compared. Starts no MPI, for it launches processes that do.
Command add_bench_command(CLI::App& app);

}  // namespace lloyd::cli
