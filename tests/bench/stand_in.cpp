#include "bench/stand_in.hpp"

namespace lloyd::test {

std::string fit_json(double training_seconds, double inertia) {
    nlohmann::json timings;
    double seconds = 0.25;
    for (const PhaseField& phase : phase_fields) {
        timings[phase.name] = {{"min", seconds / 2}, {"mean", seconds}, {"max", seconds * 2}};
        seconds += 0.25;
    }
    timings["training"]["max"] = training_seconds;
    nlohmann::json work;
    std::int64_t count = 100;
    for (const WorkField& field : work_fields) work[field.name] = count++;
    nlohmann::json seeding{{"faults", 33}, {"busiest_rank", 2}};
    for (const PhaseUseField& field : phase_use_fields) seeding[field.name] = 0.5;
    const nlohmann::json document{
        {"command", "fit"},
        {"software_version", "0.1.0"},
        {"input",
         {{"path", "data.h5"},
          {"dataset", "/X"},
          {"rows", 5000},
          {"features", 10},
          {"dtype", "float64"},
          {"fingerprint", "0123456789abcdef"}}},
        {"options",
         {{"n_clusters", 4}, {"n_init", 20}, {"max_iter", 300}, {"tol", 1e-4}, {"seed", 42}, {"init", "k-means++"}}},
        {"placement",
         {{"ranks", 1},
          {"threads_per_rank", 1},
          {"hosts", {"here"}},
          {"binding", {"here: CPUs 0"}},
          {"cpu_model", "a CPU"},
          {"simd_target", "AVX2"},
          {"warning", ""}}},
        {"result",
         {{"inertia", inertia},
          {"n_iter", 7},
          {"converged", true},
          {"best_restart", 3},
          {"silhouette", {{"mean", 0.625}, {"sample_size", 1000}}}}},
        {"timings", timings},
        {"work", work},
        {"thread_seconds", {{"seed", seeding}}},
        {"peak_rss_bytes", 123456789},
        {"output", "result.h5"}};
    return document.dump();
}

namespace {

BenchSample sample(int round, double training_seconds) {
    BenchSample made_up{.round = round,
                        .process_seconds = training_seconds + 1,
                        .times = {},
                        .inertia = 1234.5,
                        .n_iter = 7,
                        .silhouette = 0.625,
                        .peak_rss_bytes = 1000,
                        .work = {},
                        .use = {}};
    made_up.times.max.training = training_seconds;
    made_up.times.mean.assign = training_seconds / 2;
    made_up.use[Phase::iterate].work = 4;
    return made_up;
}

}  // namespace

BenchReport made_up_report() {
    BenchReport report;
    report.context = {.date = "2026-01-02T03:04:05+0000",
                      .host = "here",
                      .cpu_model = "a CPU",
                      .logical_cpus = 4,
                      .usable_cpus = 3,
                      .cores = 2,
                      .load_average = 0.25,
                      .executable = "/bin/lloyd",
                      .launcher = "mpirun",
                      .rounds = 3,
                      .control = {{{1, 1e9, 2e9}, {2, 1.6e9, 3e9}}},
                      .notes = {"a note"}};
    const nlohmann::json document = nlohmann::json::parse(fit_json(4, 1234.5));
    for (const char* part : {"software_version", "input", "options"}) report.fit[part] = document.at(part);
    report.layouts = {{{1, 1, 1}, {sample(0, 4), sample(1, 6), sample(2, 5)}, {"here: CPUs 0"}},
                      {{1, 1, 2}, {sample(0, 2), sample(1, 4), sample(2, 2.5)}, {"here: CPUs 0-1"}}};
    return report;
}

}  // namespace lloyd::test
