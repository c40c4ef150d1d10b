#include "cli/fit_report.hpp"

#include "cli/text.hpp"
#include "lloyd/kmeans/phase_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lloyd::cli {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const PhaseSummary& times) {
    Json json;
    for (const PhaseField& phase : phase_fields)
        json[phase.name] = {
            {"min", times.min.*phase.seconds}, {"mean", times.mean.*phase.seconds}, {"max", times.max.*phase.seconds}};
    return json;
}

/// In thread-seconds.
Json to_json(const ByPhase<PhaseUse>& use) {
    Json json;
    for (const auto [phase, name] : phase_names) {
        if (use[phase].all() == 0) continue;
        for (const PhaseUseField& field : phase_use_fields) json[name][field.name] = use[phase].*field.seconds;
        json[name]["faults"] = use[phase].faults;
        json[name]["busiest_rank"] = use[phase].busiest_rank;
    }
    return json;
}

Json to_json(const Work& work) {
    Json json;
    for (const WorkField& field : work_fields) json[field.name] = work.*field.count;
    return json;
}

std::string work_text(const Work& work) {
    const auto share = [](std::int64_t part, std::int64_t whole) {
        return 100 * static_cast<double>(part) / static_cast<double>(std::max<std::int64_t>(whole, 1));
    };
    std::string text = fmt::format("computed {:.1f} % of the distances of all sweeps",
                                   share(work.scored_pairs + work.measured_pairs, work.sweep_pairs));
    if (work.seeding_pairs > 0)
        text += fmt::format(", {:.1f} % of those of the seeding", share(work.seeding_scored, work.seeding_pairs));
    return text;
}

std::string messages_text(const Work& work, const PhaseTimes& times) {
    const auto share = [&](double seconds) { return 100 * seconds / times.training; };
    return fmt::format("{} of {} on average, one an iteration; {:.1f} % of training reducing, {:.1f} % waiting",
                       counted(work.reductions, "Allreduce"),
                       bytes_text(work.reduction_bytes / std::max<std::int64_t>(work.reductions, 1)),
                       share(times.reduce), share(times.wait));
}

Json to_json(const std::vector<RestartSummary>& restarts) {
    Json json{{"inertia", Json::array()},
              {"n_iter", Json::array()},
              {"converged", Json::array()},
              {"empty_relocations", Json::array()}};
    for (const RestartSummary& restart : restarts) {
        json["inertia"].push_back(restart.inertia);
        json["n_iter"].push_back(restart.n_iter);
        json["converged"].push_back(restart.converged);
        json["empty_relocations"].push_back(restart.empty_relocations);
    }
    return json;
}

Json to_json(const std::optional<Silhouette>& silhouette) {
    if (!silhouette) return nullptr;
    return {{"mean", silhouette->mean}, {"sample_size", silhouette->sample_rows.size()}};
}

const RestartSummary& best(const FitReport& report) {
    return report.restarts[static_cast<std::size_t>(report.best_restart)];
}

std::string silhouette_text(const Silhouette& silhouette) {
    if (!std::isfinite(silhouette.mean)) return "undefined, all sampled rows are in one cluster";
    return fmt::format("{:.4f} of {} sampled rows", silhouette.mean, silhouette.sample_rows.size());
}

}  // namespace

Json to_json(const FitOptions& options, const std::string& init_source) {
    return {{"n_clusters", options.n_clusters},
            {"n_init", options.n_init},
            {"max_iter", options.max_iter},
            {"tol", options.tol},
            {"seed", options.seed},
            {"init", options.init == Init::given ? init_source : init_name(options.init)}};
}

std::string report_text(const FitReport& report) {
    const RestartSummary& fit = best(report);
    const auto [smallest, largest] = std::minmax_element(report.cluster_sizes.begin(), report.cluster_sizes.end());
    std::string text;
    const auto line = [&text](const char* name, const std::string& value) {
        text += fmt::format("{:<12}{}\n", name, value);
    };
    line("rows", input_text(report.task.rows));
    line("clusters", fmt::format("{} of {} rows", report.cluster_sizes.size(), range_text(*smallest, *largest)));
    line("inertia", fmt::format("{:.12g}", fit.inertia));
    line("iterations", fmt::format("{}, {} (the best of {})", fit.n_iter, fit.converged ? "converged" : "not converged",
                                   counted(static_cast<std::int64_t>(report.restarts.size()), "restart")));
    if (report.silhouette) line("silhouette", silhouette_text(*report.silhouette));
    line("time", fmt::format("{:.2f} s training, {:.2f} s in all", report.times.max.training, report.times.max.total));
    line("work", work_text(report.work));
    if (report.task.placement.ranks > 1) line("messages", messages_text(report.work, report.times.mean));
    line("memory", fmt::format("{} in the largest rank", bytes_text(report.peak_rss_bytes)));
    line("result", report.task.output);
    return text;
}

Json report_json(const FitReport& report) {
    const RestartSummary& fit = best(report);
    Json json = to_json(report.task);
    json["options"] = to_json(report.options, report.init_source);
    json["result"] = {{"inertia", fit.inertia},
                      {"n_iter", fit.n_iter},
                      {"converged", fit.converged},
                      {"best_restart", report.best_restart},
                      {"cluster_sizes", report.cluster_sizes},
                      {"restarts", to_json(report.restarts)},
                      {"silhouette", to_json(report.silhouette)}};
    json["work"] = to_json(report.work);
    json["timings"] = to_json(report.times);
    json["thread_seconds"] = to_json(report.use);
    json["peak_rss_bytes"] = report.peak_rss_bytes;
    return json;
}

}  // namespace lloyd::cli
