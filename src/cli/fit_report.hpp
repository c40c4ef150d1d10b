#pragma once

#include "lloyd/files/result_file.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lloyd::cli {

/// All that is said about a finished fit; what a FitResult says but for labels and centres.
struct FitReport {
    const RunRecord& run;
    const std::vector<RestartSummary>& restarts;
    int best_restart = 0;
    const std::vector<std::int64_t>& cluster_sizes;
    const std::optional<Silhouette>& silhouette;
    PhaseSummary times;
    std::int64_t peak_rss_bytes = 0;  ///< of the rank that used most
    std::string output;
};

/// A dozen lines for people.
std::string report_text(const FitReport& report);

/// The same and more, as the project's JSON.
std::string report_json(const FitReport& report);

/// Parts that other JSON documents have too.
nlohmann::ordered_json to_json(const InputRecord& input);
nlohmann::ordered_json to_json(const JobPlacement& placement, const std::string& simd_target);
nlohmann::ordered_json to_json(const FitOptions& options, const std::string& init_source);

/// Largest resident set of this process so far.
std::int64_t peak_rss_bytes();

}  // namespace lloyd::cli
