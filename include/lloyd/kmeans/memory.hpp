#pragma once

#include "lloyd/kmeans/options.hpp"
#include "lloyd/parallel/team.hpp"

#include <cstdint>

namespace lloyd {

/// Bytes of memory a rank needs at its peak, the program and MPI themselves aside.
struct FitMemory {
    /// Where rows that are near each other share tiles (RowOrder::spatial, if they lie in clusters).
    std::int64_t grouped;
    /// Where rows keep their order.
    std::int64_t ungrouped;
};

/// Of a rank with `rows` rows of type T, from reading them to the end of fit().
template <class T>
FitMemory fit_memory(const Team& team, std::int64_t rows, int features, const FitOptions& options);

}  // namespace lloyd
