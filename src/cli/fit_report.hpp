#pragma once

#include "cli/task.hpp"
#include "lloyd/kmeans/phase_use.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lloyd::cli {

/// All that is said about a finished fit; what a FitResult says but for labels and centres.
struct FitReport {
    const Task& task;
    const FitOptions& options;
    const std::string& init_source;
    const std::vector<RestartSummary>& restarts;
    int best_restart = 0;
    const std::vector<std::int64_t>& cluster_sizes;
    const std::optional<Silhouette>& silhouette;
    const Work& work;
    PhaseSummary times;
    ByPhase<PhaseUse> use;
    std::int64_t peak_rss_bytes = 0;  ///< of the rank that used most
};

/// A dozen lines for people.
std::string report_text(const FitReport& report);

/// The same and more, as the project's JSON.
nlohmann::ordered_json report_json(const FitReport& report);

/// What was asked of a fit.
nlohmann::ordered_json to_json(const FitOptions& options, const std::string& init_source);

}  // namespace lloyd::cli
