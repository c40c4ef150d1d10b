#pragma once

#include "lloyd/bench/report.hpp"

#include <string>

namespace lloyd {

/// What `lloyd fit --json` printed.
struct FitOutput {
    BenchSample sample;  ///< but for what only the driver knows: round and process_seconds
    nlohmann::json fit;  ///< "software_version", "input" and "options"
    std::vector<std::string> binding;
    std::string warning;  ///< about the placement
};

/// Throws Error(software) when `text` is not that.
FitOutput parse_fit_output(const std::string& text);

}  // namespace lloyd
