#pragma once

#include "lloyd/files/result_file.hpp"
#include "lloyd/kmeans/options.hpp"

#include <string>

namespace lloyd::cli {

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
