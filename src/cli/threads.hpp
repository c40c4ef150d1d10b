#pragma once

#include "lloyd/parallel/communicator.hpp"

namespace lloyd::cli {

/// Collective. Threads for each rank: what was asked for (if not 0), else OMP_NUM_THREADS, else the
/// usable CPUs divided among the ranks that share them. The same on every rank, the lowest of all.
int threads_per_rank(const Communicator& comm, int asked);

}  // namespace lloyd::cli
