#pragma once

#include "lloyd/data/row_range.hpp"
#include "lloyd/parallel/host_memory.hpp"

#include <cstdint>
#include <string>

namespace lloyd::cli {

/// What a task would take.
struct Needs {
    RowRange rows_per_rank;         ///< fewest and most rows of a rank
    std::int64_t memory_bytes = 0;  ///< of the rank with most rows
    /// It depends on whether rows lie in clusters: at most.
    std::int64_t most_memory_bytes = memory_bytes;
    std::string what_needs_less = "use more nodes";
};

/// Memory that ranks take from the same store, and what is left there: all ranks of a host, or one that has a limit of
/// its own.
struct SharedMemory {
    struct Demand {
        std::int64_t total = 0;
        std::int64_t of_largest = 0;  ///< rank
    };
    std::string place;
    int ranks = 0;
    Demand needed = {};
    Demand most = {};
    MemoryLeft left = {};
};

}  // namespace lloyd::cli
