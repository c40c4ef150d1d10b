#pragma once

#include "lloyd/bench/control.hpp"
#include "lloyd/bench/layout.hpp"
#include "lloyd/files/result_file.hpp"
#include "lloyd/kmeans/phase_use.hpp"
#include "lloyd/kmeans/work.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lloyd {

/// One run of one layout.
struct BenchSample {
    int round = 0;               ///< from 0
    double process_seconds = 0;  ///< the whole of it, launcher and all, seen from outside
    PhaseSummary times;          ///< seen from inside
    double inertia = 0;
    int n_iter = 0;                    ///< of the best restart
    std::optional<double> silhouette;  ///< if asked for
    std::int64_t peak_rss_bytes = 0;   ///< of the rank that used most
    Work work;                         ///< what was computed
    ByPhase<PhaseUse> use;             ///< where threads were
};

/// All runs of one layout, by round.
struct LayoutSamples {
    Layout layout;
    std::vector<BenchSample> samples;
    std::vector<std::string> binding = {};  ///< by rank, as fit saw it
    std::string warning = {};               ///< why it did not get its cores, as fit said; empty when it did

    std::vector<double> training_seconds() const;  ///< of the slowest rank
    std::vector<double> process_seconds() const;
};

/// Where and how it was measured.
struct BenchContext {
    std::string date;  ///< ISO 8601
    std::string host;
    std::string cpu_model;
    int logical_cpus = 1;
    int usable_cpus = 1;
    int cores = 1;            ///< that the layouts use, over all nodes
    double load_average = 0;  ///< before the first run: what else wanted the CPUs
    std::string executable;
    std::string launcher;
    int rounds = 1;
    Control control;                 ///< what the machine gives, before the first run
    std::vector<std::string> notes;  ///< what a reader should know besides
};

/// A comparison whose results were all found to be the same bits. The base case is the first layout.
struct BenchReport {
    BenchContext context;
    nlohmann::json fit;  ///< "software_version", "input" and "options" as the runs printed them
    std::vector<LayoutSamples> layouts;
};

/// The table for people.
std::string report_text(const BenchReport& report);

/// The same and every sample, in the shape of Google Benchmark's JSON reports (docs/user_guide.md there), whose tools
/// read it. `real_time` is the training time.
nlohmann::ordered_json report_json(const BenchReport& report);

}  // namespace lloyd
