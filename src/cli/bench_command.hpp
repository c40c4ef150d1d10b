#pragma once

#include "cli/command.hpp"

namespace lloyd::cli {

/// `lloyd bench`: the same fit on one thread and on all cores, compared. It starts no MPI but processes that do.
Command add_bench_command(CLI::App& app);

}  // namespace lloyd::cli
