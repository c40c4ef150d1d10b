#pragma once

#include "cli/console.hpp"
#include "lloyd/parallel/context.hpp"
#include "lloyd/parallel/placement.hpp"

namespace lloyd::cli {

/// The ranks and threads that work, and where they are.
struct Where {
    Context context;
    JobPlacement placement;
};

/// Collective. Gives each rank the threads that were asked for (if not 0), else OMP_NUM_THREADS, else the usable
/// CPUs divided among the ranks that share them: the same number on every rank, the lowest of all. Says where they
/// run and what Slurm gave to the job, and warns when they share CPUs or leave some of the job idle.
Where settle(const Communicator& comm, int asked_threads, const Console& console);

}  // namespace lloyd::cli
