// What commands say: JSON alone on stdout, nothing with --quiet, a plan and no file with --dry-run.
#include "cli/scene.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

using namespace lloyd::test;
using Json = nlohmann::json;

namespace {

std::vector<std::string> keys(const Json& json) {
    std::vector<std::string> names;
    for (const auto& item : json.items()) names.push_back(item.key());
    return names;
}

}  // namespace

TEST_CASE("--json prints one JSON document and nothing else on stdout", "[report]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const std::string out = scene.path("out.h5");
    const auto outcome = scene.run_on(3, {"fit", scene.path("in.h5"), "-k", "2", "-o", out, "--json", "--n-init", "3",
                                          "--silhouette-sample", "8", "--threads", "1"});
    INFO(outcome.output << outcome.errors);
    REQUIRE(outcome.exit_code == 0);
    const Json json = Json::parse(outcome.output);
    CHECK(json.at("command") == "fit");
    CHECK(json.at("software_version").is_string());
    CHECK(json.at("input").at("dataset") == "/X");
    CHECK(json.at("input").at("rows") == 8);
    CHECK(json.at("input").at("features") == 2);
    CHECK(json.at("input").at("dtype") == "float64");
    CHECK(json.at("input").at("fingerprint").get<std::string>().size() == 16);
    CHECK(
        json.at("options") ==
        Json{{"n_clusters", 2}, {"n_init", 3}, {"max_iter", 300}, {"tol", 1e-4}, {"seed", 42}, {"init", "k-means++"}});
    CHECK(json.at("placement").at("ranks") == 3);
    CHECK(json.at("placement").at("threads_per_rank") == 1);
    CHECK(json.at("placement").at("binding").size() == 3);
    CHECK(json.at("placement").at("hosts").size() == 1);
    for (const char* key : {"cpu_model", "simd_target", "warning"}) CHECK(json.at("placement").at(key).is_string());
    const Json& result = json.at("result");
    CHECK(result.at("inertia") == 4.0);
    CHECK(result.at("converged") == true);
    CHECK(result.at("n_iter").is_number_integer());
    CHECK(result.at("best_restart") == 0);
    CHECK(result.at("cluster_sizes") == Json{4, 4});
    for (const char* key : {"inertia", "n_iter", "converged", "empty_relocations"})
        CHECK(result.at("restarts").at(key).size() == 3);
    CHECK(result.at("silhouette").at("sample_size") == 8);
    CHECK(result.at("silhouette").at("mean").get<double>() > 0.8);
    for (const char* phase :
         {"read", "tile", "seed", "assign", "reduce", "wait", "metrics", "write", "training", "total"}) {
        const Json& seconds = json.at("timings").at(phase);
        CHECK(keys(seconds) == std::vector<std::string>{"max", "mean", "min"});
        CHECK(seconds.at("min").get<double>() >= 0);
        CHECK(seconds.at("max").get<double>() >= seconds.at("min").get<double>());
    }
    const Json& work = json.at("work");
    // 8 rows, 2 clusters; every restart ends with a sweep more than it has iterations.
    std::int64_t sweeps = 0;
    for (const std::int64_t n_iter : result.at("restarts").at("n_iter")) sweeps += n_iter + 1;
    CHECK(work.at("sweep_pairs") == 8 * 2 * sweeps);
    CHECK(work.at("seeding_pairs") == 8 * 3 * (1 + 2));
    for (const char* counted : {"scored_pairs", "measured_pairs", "tiles", "seeding_scored", "reductions"})
        CHECK(work.at(counted).get<std::int64_t>() > 0);
    CHECK(work.at("tiles_skipped").get<std::int64_t>() <= work.at("tiles").get<std::int64_t>());
    CHECK(work.at("reduction_bytes").get<std::int64_t>() % 8 == 0);
    CHECK(json.at("peak_rss_bytes").get<std::int64_t>() > 1'000'000);
    CHECK(json.at("output") == out);
}

TEST_CASE("a silhouette that was not asked for is null", "[report]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const auto outcome = scene.run({"fit", scene.path("in.h5"), "-k", "2", "-o", scene.path("out.h5"), "--json"});
    REQUIRE(outcome.exit_code == 0);
    CHECK(Json::parse(outcome.output).at("result").at("silhouette").is_null());
}

TEST_CASE("the summary is short and says where the fit ran", "[report]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const auto outcome =
        scene.run_on(2, {"fit", scene.path("in.h5"), "-k", "2", "-o", scene.path("out.h5"), "--threads", "1"});
    INFO(outcome.output << outcome.errors);
    REQUIRE(outcome.exit_code == 0);
    CHECK(count_of("\n", outcome.output) < 12);
    CHECK(count_of("inertia     4\n", outcome.output) == 1);
    CHECK(count_of("2 ranks x 1 thread on ", outcome.errors) == 1);
}

TEST_CASE("OMP_NUM_THREADS sets the threads unless --threads does", "[report]") {
    const Arguments plan{LLOYD_EXECUTABLE, "fit",       "--generate", "blobs", "--rows", "9", "-k", "2",
                         "--json",         "--dry-run", "--quiet"};
    const auto threads = [](const Arguments& command) {
        const auto outcome = start(command, {"OMP_NUM_THREADS=3,2"});
        return Json::parse(outcome.output).at("placement").at("threads_per_rank").get<int>();
    };
    CHECK(threads(plan) == 3);
    Arguments asked = plan;
    asked.insert(asked.end(), {"--threads", "5"});
    CHECK(threads(asked) == 5);
}

TEST_CASE("threads that share CPUs are warned about", "[report]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const auto outcome = scene.run(
        {"fit", scene.path("in.h5"), "-k", "2", "-o", scene.path("out.h5"), "--threads", "4096", "--dry-run"});
    REQUIRE(outcome.exit_code == 0);
    CHECK(count_of("lloyd: warning: ", outcome.errors) == 1);
    CHECK(count_of("4096 thread(s)", outcome.errors) == 1);
}

TEST_CASE("--quiet says nothing", "[report]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const Arguments fit{"fit", scene.path("in.h5"), "-k", "2", "-o", scene.path("out.h5"), "--quiet", "--force"};
    for (const auto& outcome : {scene.run(fit), scene.run_on(3, fit)}) {
        CHECK(outcome.exit_code == 0);
        CHECK(outcome.output == "");
        CHECK(outcome.errors == "");
    }
    Arguments with_json = fit;
    with_json.push_back("--json");
    const auto outcome = scene.run(with_json);
    CHECK(Json::parse(outcome.output).at("command") == "fit");
    CHECK(outcome.errors == "");
}

TEST_CASE("a report that cannot be written is an error", "[report]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const std::string command = std::string(LLOYD_EXECUTABLE) + " info " + scene.path("in.h5") + " --json > /dev/full";
    const auto outcome = start({"sh", "-c", command});
    CHECK(outcome.exit_code == 74);
    CHECK(count_of("lloyd: error: cannot write to stdout", outcome.errors) == 1);
}

TEST_CASE("Several ranks say what they sent each other", "[report]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const Arguments fit{"fit", scene.path("in.h5"), "-k", "2", "-o", scene.path("out.h5"), "--force", "--threads", "1"};
    const auto alone = scene.run(fit);
    REQUIRE(alone.exit_code == 0);
    CHECK(count_of("messages", alone.output) == 0);
    const auto together = scene.run_on(3, fit);
    INFO(together.output << together.errors);
    REQUIRE(together.exit_code == 0);
    CHECK(count_of("messages    ", together.output) == 1);
    CHECK(count_of(" on average, one an iteration; ", together.output) == 1);
}

TEST_CASE("--dry-run plans and writes nothing", "[report]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const std::string out = scene.path("out.h5");
    const Arguments fit{"fit", scene.path("in.h5"), "-k", "2", "--dry-run", "--threads", "1"};
    const auto without_output = scene.run(fit);
    CHECK(without_output.exit_code == 0);
    CHECK(count_of("8 x 2 float64", without_output.output) == 1);

    Arguments full = fit;
    for (const std::string& word : {std::string("-o"), out, std::string("--json")}) full.push_back(word);
    const auto outcome = scene.run_on(3, full);
    INFO(outcome.output << outcome.errors);
    REQUIRE(outcome.exit_code == 0);
    const Json json = Json::parse(outcome.output);
    CHECK(json.at("dry_run") == true);
    CHECK(json.at("plan").at("rows_per_rank") == Json{{"min", 2}, {"max", 3}});
    // hardly more than a process without rows
    const auto bytes = json.at("plan").at("memory_bytes_per_rank").get<std::int64_t>();
    CHECK(bytes > 10'000'000);
    CHECK(bytes < 100'000'000);
    CHECK(json.at("plan").at("most_memory_bytes_per_rank").get<std::int64_t>() >= bytes);
    CHECK(json.at("output") == out);
    CHECK(scene.files() == std::vector<std::string>{"in.h5"});
}

TEST_CASE("generate and predict say where they run, in words or as JSON", "[report]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    REQUIRE(scene.run({"fit", scene.path("in.h5"), "-k", "2", "-o", scene.path("r.h5")}).exit_code == 0);
    const std::string out = scene.path("out.h5");
    const std::vector<Arguments> commands{{"generate", out, "--rows", "8", "--force"},
                                          {"generate", out, "--rows", "8", "--recipe", "sklearn", "--force"},
                                          {"predict", scene.path("r.h5"), scene.path("in.h5"), "-o", out, "--force"}};
    const auto with = [](Arguments arguments, const Arguments& more) {
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    };
    for (const Arguments& command : commands) {
        INFO(command[0]);
        const auto plan = scene.run_on(3, with(command, {"--threads", "1", "--dry-run", "--json"}));
        INFO(plan.output << plan.errors);
        REQUIRE(plan.exit_code == 0);
        CHECK(scene.files() == std::vector<std::string>{"in.h5", "r.h5"});
        const Json planned = Json::parse(plan.output);
        CHECK(planned.at("dry_run") == true);
        CHECK(planned.at("plan").at("rows_per_rank").at("max").get<int>() >= 3);
        CHECK(planned.at("plan").at("memory_bytes_per_rank").get<std::int64_t>() > 10'000'000);

        const auto words = scene.run_on(3, with(command, {"--threads", "1"}));
        REQUIRE(words.exit_code == 0);
        CHECK(count_of("3 ranks x 1 thread on ", words.errors) == 1);
        CHECK(count_of(out + ": ", words.output) == 1);

        const auto outcome = scene.run(with(command, {"--json", "--quiet"}));
        REQUIRE(outcome.exit_code == 0);
        CHECK(outcome.errors.empty());
        const Json json = Json::parse(outcome.output);
        CHECK(json.at("command") == command[0]);
        CHECK(json.at("input").at("rows") == 8);
        // Those that predict read; generate has not hashed its own.
        CHECK(json.at("input").at("fingerprint").get<std::string>().size() == (command[0] == "predict" ? 16 : 0));
        CHECK(json.at("placement").at("ranks") == 1);
        CHECK(json.at("output") == out);
        CHECK(json.at("total_seconds").get<double>() > 0);
        CHECK(json.at("peak_rss_bytes").get<std::int64_t>() > 1'000'000);
        REQUIRE(scene.files().size() == 3);
        std::filesystem::remove(out);
    }
}

TEST_CASE("a silhouette of one cluster is undefined, in words", "[report]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const auto outcome =
        scene.run({"fit", scene.path("in.h5"), "-k", "1", "-o", scene.path("out.h5"), "--silhouette-sample", "8"});
    REQUIRE(outcome.exit_code == 0);
    CHECK(count_of("undefined", outcome.output) == 1);
    CHECK(count_of("nan", outcome.output) == 0);
}
