#include "bench/stand_in.hpp"
#include "support/catch.hpp"

using Json = nlohmann::ordered_json;

namespace {

/// The entry of this name and repetition; -1 for an aggregate.
Json entry(const Json& document, const std::string& name, int repetition = -1) {
    for (const Json& candidate : document.at("benchmarks"))
        if (candidate.at("name") == name && candidate.value("repetition_index", -1) == repetition) return candidate;
    return {};
}

}  // namespace

TEST_CASE("the context says where, what and how", "[report_json]") {
    const Json context = report_json(lloyd::test::made_up_report()).at("context");
    CHECK(context.at("date") == "2026-01-02T03:04:05+0000");
    CHECK(context.at("host_name") == "here");
    CHECK(context.at("executable") == "/bin/lloyd");
    CHECK(context.at("num_cpus") == 4);
    CHECK(context.at("usable_cpus") == 3);
    CHECK(context.at("load_avg") == Json{0.25});
    CHECK(context.at("library_version") == "0.1.0");
    CHECK(context.at("base_case") == "fit/ranks:1/threads:1");
    CHECK(context.at("input").at("fingerprint") == "0123456789abcdef");
    CHECK(context.at("options").at("seed") == 42);
    CHECK(context.at("results_are_the_same_bits") == true);
    CHECK(context.at("notes") == Json{"a note"});
    CHECK(context.at("control")[1] == Json{{"threads", 2}, {"flops_per_second", 1.6e9}, {"bytes_per_second", 3e9}});
}

TEST_CASE("every sample is kept", "[report_json]") {
    const Json document = report_json(lloyd::test::made_up_report());
    const Json sample = entry(document, "fit/ranks:1/threads:2", 1);
    CHECK(sample.at("run_name") == "fit/ranks:1/threads:2");
    CHECK(sample.at("run_type") == "iteration");
    CHECK(sample.at("repetitions") == 3);
    CHECK(sample.at("threads") == 2);
    CHECK(sample.at("ranks") == 1);
    CHECK(sample.at("iterations") == 1);
    CHECK(sample.at("real_time") == 4);
    CHECK(sample.at("time_unit") == "s");
    CHECK(sample.at("process_seconds") == 5);
    CHECK(sample.at("inertia") == 1234.5);
    CHECK(sample.at("silhouette") == 0.625);
    CHECK(sample.at("timings").at("assign").at("mean") == 2);
    CHECK(sample.at("binding") == Json{"here: CPUs 0-1"});
    CHECK(entry(document, "fit/ranks:1/threads:1", 2).at("real_time") == 5);
}

TEST_CASE("aggregates are the median and the ends, never a mean", "[report_json]") {
    const Json document = report_json(lloyd::test::made_up_report());
    CHECK(document.at("benchmarks").size() == 2 * (3 + 3));
    const Json median = entry(document, "fit/ranks:1/threads:2_median");
    CHECK(median.at("run_type") == "aggregate");
    CHECK(median.at("aggregate_name") == "median");
    CHECK(median.at("real_time") == 2.5);
    CHECK(median.at("speed_up") == 2);
    CHECK(median.at("speed_up_by_round_min") == 1.5);
    CHECK(median.at("speed_up_by_round_max") == 2);
    CHECK(median.at("ideal_speed_up") == 2);
    CHECK(median.at("parallel_efficiency") == 1);
    // The process of median time takes 3.5 s, of the base case 6 s; two cores do 1.6 x the arithmetic of one.
    const Json& loss = median.at("loss");
    CHECK(loss.at("core_seconds") == 2 * 3.5 - 6);
    CHECK(loss.at("causes").at("machine").at("core_seconds") == 4 * 0.25);
    CHECK(loss.at("causes").at("launching").at("core_seconds") == 1);
    CHECK(loss.at("causes").at("rest").at("core_seconds") == -1);
    CHECK(loss.at("verdict").size() == 2);
    CHECK(loss.at("parallel_efficiency") == 4.0 / 7);
    CHECK(entry(document, "fit/ranks:1/threads:2_min").at("real_time") == 2);
    CHECK(entry(document, "fit/ranks:1/threads:2_max").at("process_seconds") == 5);
}
