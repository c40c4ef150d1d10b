#include "bench/fit_output.hpp"

#include "lloyd/base/error.hpp"

namespace lloyd {

namespace {

PhaseSummary times_of(const nlohmann::json& timings) {
    PhaseSummary times;
    for (const PhaseField& phase : phase_fields) {
        const nlohmann::json& seconds = timings.at(phase.name);
        times.min.*phase.seconds = seconds.at("min");
        times.mean.*phase.seconds = seconds.at("mean");
        times.max.*phase.seconds = seconds.at("max");
    }
    return times;
}

Work work_of(const nlohmann::json& counts) {
    Work work;
    for (const WorkField& field : work_fields) work.*field.count = counts.at(field.name);
    return work;
}

/// Phases that took no time are left out.
ByPhase<PhaseUse> use_of(const nlohmann::json& thread_seconds) {
    ByPhase<PhaseUse> uses;
    for (const auto [phase, name] : phase_names) {
        const auto found = thread_seconds.find(name);
        if (found == thread_seconds.end()) continue;
        PhaseUse& use = uses[phase];
        for (const PhaseUseField& field : phase_use_fields) use.*field.seconds = found->at(field.name);
        use.faults = found->at("faults");
        use.busiest_rank = found->at("busiest_rank");
    }
    return uses;
}

/// JSON has no NaN: a silhouette that is not defined is null, as is one that was not asked for.
std::optional<double> silhouette_of(const nlohmann::json& result) {
    const auto silhouette = result.find("silhouette");
    if (silhouette == result.end() || silhouette->is_null() || silhouette->at("mean").is_null()) return std::nullopt;
    return silhouette->at("mean").get<double>();
}

}  // namespace

FitOutput parse_fit_output(const std::string& text) try {
    const nlohmann::json document = nlohmann::json::parse(text);
    const nlohmann::json& result = document.at("result");
    FitOutput output;
    output.sample.times = times_of(document.at("timings"));
    output.sample.inertia = result.at("inertia");
    output.sample.n_iter = result.at("n_iter");
    output.sample.silhouette = silhouette_of(result);
    output.sample.peak_rss_bytes = document.at("peak_rss_bytes");
    output.sample.work = work_of(document.at("work"));
    output.sample.use = use_of(document.at("thread_seconds"));
    for (const char* part : {"software_version", "input", "options"}) output.fit[part] = document.at(part);
    output.binding = document.at("placement").at("binding").get<std::vector<std::string>>();
    output.warning = document.at("placement").at("warning");
    return output;
} catch (const nlohmann::json::exception& error) {
    fail(ExitCode::software,
         "a run did not print the JSON of a fit: {} (there is nothing to report) it printed: {:.200}", error.what(),
         text);
}

}  // namespace lloyd
