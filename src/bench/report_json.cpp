#include "bench/statistics.hpp"
#include "lloyd/bench/loss.hpp"
#include "lloyd/bench/report.hpp"

#include <fmt/format.h>

namespace lloyd {

namespace {

using Json = nlohmann::ordered_json;

Json control_json(const Control& control) {
    Json points = Json::array();
    for (const ControlPoint& point : control.points)
        points.push_back({{"threads", point.threads},
                          {"flops_per_second", point.flops},
                          {"bytes_per_second", point.bytes_per_second}});
    return points;
}

Json loss_json(const Loss& loss) {
    Json causes;
    for (const CauseOfLoss& cause : loss.causes)
        causes[name_of(cause.cause)] = {{"core_seconds", cause.seconds}, {"figure", cause.figure}};
    const Efficiencies& efficiencies = loss.efficiencies;
    return {{"core_seconds", loss.seconds},
            {"causes", causes},
            {"verdict", verdict(loss)},
            {"parallel_efficiency", efficiencies.parallel},
            {"load_balance", efficiencies.load_balance},
            {"communication_efficiency", efficiencies.communication},
            {"computation_scaling", efficiencies.computation_scaling},
            {"karp_flatt", efficiencies.karp_flatt}};
}

Json context_json(const BenchReport& report) {
    const BenchContext& context = report.context;
    return {{"date", context.date},
            {"host_name", context.host},
            {"executable", context.executable},
            {"num_cpus", context.logical_cpus},
            {"usable_cpus", context.usable_cpus},
            {"cores", context.cores},
            {"cpu_model", context.cpu_model},
            {"load_avg", {context.load_average}},
            {"launcher", context.launcher},
            {"repetitions", context.rounds},
            {"library_version", report.fit.at("software_version")},
            {"base_case", "fit/" + key(report.layouts.front().layout)},
            {"results_are_the_same_bits", true},
            {"notes", context.notes},
            {"control", control_json(context.control)},
            {"input", report.fit.at("input")},
            {"options", report.fit.at("options")}};
}

Json timings_json(const PhaseSummary& times) {
    Json timings;
    for (const PhaseField& phase : phase_fields)
        timings[phase.name] = {
            {"min", times.min.*phase.seconds}, {"mean", times.mean.*phase.seconds}, {"max", times.max.*phase.seconds}};
    return timings;
}

/// What every entry of a layout has.
Json entry(const LayoutSamples& runs, const std::string& suffix, const char* run_type) {
    const std::string name = "fit/" + key(runs.layout);
    return {{"name", name + suffix},
            {"run_name", name},
            {"run_type", run_type},
            {"repetitions", runs.samples.size()},
            {"threads", runs.layout.threads_per_rank},
            {"ranks", runs.layout.ranks},
            {"nodes", runs.layout.nodes},
            {"iterations", 1},
            {"time_unit", "s"}};
}

Json sample_json(const LayoutSamples& runs, const BenchSample& sample) {
    Json json = entry(runs, "", "iteration");
    json["repetition_index"] = sample.round;
    json["real_time"] = sample.times.max.training;
    json["process_seconds"] = sample.process_seconds;
    json["inertia"] = sample.inertia;
    json["n_iter"] = sample.n_iter;
    json["silhouette"] = sample.silhouette ? Json(*sample.silhouette) : Json();
    json["peak_rss_bytes"] = sample.peak_rss_bytes;
    json["timings"] = timings_json(sample.times);
    json["binding"] = runs.binding;
    json["warning"] = runs.warning;
    return json;
}

Json aggregate_json(const LayoutSamples& runs, const char* name, double training, double process) {
    Json json = entry(runs, std::string("_") + name, "aggregate");
    json["aggregate_name"] = name;
    json["aggregate_unit"] = "time";
    json["real_time"] = training;
    json["process_seconds"] = process;
    return json;
}

}  // namespace

Json report_json(const BenchReport& report) {
    Json benchmarks = Json::array();
    const std::vector<double> base = report.layouts.front().training_seconds();
    for (const LayoutSamples& runs : report.layouts) {
        for (const BenchSample& sample : runs.samples) benchmarks.push_back(sample_json(runs, sample));
        const Spread training = spread(runs.training_seconds());
        const Spread process = spread(runs.process_seconds());
        const SpeedUp faster = speed_up(base, runs.training_seconds());
        Json median = aggregate_json(runs, "median", training.median, process.median);
        median["speed_up"] = faster.ratio;
        median["speed_up_by_round_min"] = faster.min;
        median["speed_up_by_round_max"] = faster.max;
        median["ideal_speed_up"] = runs.layout.cores();
        median["parallel_efficiency"] = faster.ratio / runs.layout.cores();
        median["loss"] = loss_json(account_for(report, runs));
        benchmarks.push_back(median);
        benchmarks.push_back(aggregate_json(runs, "min", training.min, process.min));
        benchmarks.push_back(aggregate_json(runs, "max", training.max, process.max));
    }
    return {{"context", context_json(report)}, {"benchmarks", benchmarks}};
}

}  // namespace lloyd
