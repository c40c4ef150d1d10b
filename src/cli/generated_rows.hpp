#pragma once

#include "lloyd/data/generators.hpp"
#include "lloyd/parallel/team.hpp"

#include <cstdint>
#include <span>

namespace lloyd::cli {

/// generate_rows on all threads of this rank; recipes blobs and uniform. `labels` may be empty.
template <class T>
void generate_on_threads(const Team& team, const GeneratorOptions& options, std::int64_t first, MatrixView<T> rows,
                         std::span<std::int32_t> labels);

}  // namespace lloyd::cli
