#pragma once

#include "lloyd/files/result_file.hpp"
#include "lloyd/kmeans/options.hpp"

#include <cstdint>
#include <string>

namespace lloyd::cli {

/// Bytes that a rank with `rows` rows needs at its peak, the program itself aside: the tiles, two
/// distances a row for each restart of a group that is seeded together, and the labels of all restarts.
std::int64_t fit_memory_bytes(std::int64_t rows, int features, Precision precision, const FitOptions& options);

/// What a fit would do, for --dry-run.
struct FitPlan {
    InputRecord input;
    FitOptions options;
    std::string init_source;  ///< FILE:/dataset for given centres
    JobPlacement placement;
    std::string output;  ///< empty when none is named
};

/// A few lines for people, and the same as JSON.
std::string plan_text(const FitPlan& plan);
std::string plan_json(const FitPlan& plan);

}  // namespace lloyd::cli
