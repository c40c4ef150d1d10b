// Wrong options, help and version: exit codes, one message, MPI untouched.
#include "cli/scene.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace lloyd::test;
using Json = nlohmann::json;

namespace {

struct Mistake {
    Arguments arguments;
    std::string word;  ///< of the message
};

}  // namespace

TEST_CASE("wrong options end in exit code 64 with one message", "[usage]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const std::string in = scene.path("in.h5");
    const std::string out = scene.path("out.h5");
    const std::vector<Mistake> mistakes = {
        {{}, "no command"},
        {{"train"}, "train"},
        {{"fit", in, "-k", "2", "-o", out, "--clusters", "3"}, "--clusters"},
        {{"fit", in, "-o", out}, "--n-clusters"},
        {{"fit", in, "-k", "two", "-o", out}, "two"},
        {{"fit", in, "-k", "0", "-o", out}, "--n-clusters"},
        {{"fit", in, "-k", "-3", "-o", out}, "--n-clusters"},
        {{"fit", in, "-k", "2", "-o", out, "--n-init", "0"}, "--n-init"},
        {{"fit", in, "-k", "2", "-o", out, "--max-iter", "0"}, "--max-iter"},
        {{"fit", in, "-k", "2", "-o", out, "--tol", "-1"}, "--tol"},
        {{"fit", in, "-k", "2", "-o", out, "--tol", "nan"}, "--tol"},
        {{"fit", in, "-k", "2", "-o", out, "--seed", "-1"}, "--seed"},
        {{"generate", out, "--rows", "9", "--seed", "-1"}, "--seed"},
        {{"fit", in, "-k", "2", "-o", out, "--threads", "-1"}, "--threads"},
        {{"fit", in, "-k", "2", "-o", out, "--threads", "0"}, "--threads"},
        {{"fit", in, "-k", "2", "-o", out, "--init", "kmeans"}, "'kmeans'"},
        {{"fit", in, "-k", "2", "-o", out, "--init", ""}, "--init"},
        {{"fit", in, "-k", "2", "-o", out, "--clusters", "3"}, "lloyd fit --help"},
        {{"fit", in, "-k", "2", "-o", out, "--silhouette-sample", "-1"}, "--silhouette-sample"},
        {{"fit", in, "-k", "2"}, "--output"},
        {{"fit", "-k", "2", "-o", out}, "INPUT"},
        {{"fit", in, "--generate", "blobs", "--rows", "9", "-k", "2", "-o", out}, "--generate"},
        {{"fit", in, "--rows", "9", "-k", "2", "-o", out}, "--generate"},
        {{"fit", "--generate", "sklearn", "--rows", "9", "-k", "2", "-o", out}, "sklearn"},
        {{"fit", "--generate", "blobs", "-k", "2", "-o", out}, "--rows"},
        {{"generate", out}, "--rows"},
        {{"generate", out, "--rows", "0"}, "rows"},
        {{"generate", out, "--rows", "9", "--recipe", "moons"}, "moons"},
        {{"generate", out, "--rows", "9", "--dtype", "float16"}, "float16"},
        {{"generate", out, "--rows", "9", "--std", "-1"}, "std"},
        {{"predict", scene.path("r.h5"), in}, "--output"},
        {{"info"}, "FILE"},
        {{"fit", in, in, "-k", "2", "-o", out}, in},
        {{"predict", in, in, in, "-o", out}, in},
        {{"generate", out, out, "--rows", "9"}, out},
        {{"bench", in, in, "-k", "2"}, in},
        {{"fit", in, "-k", "2", "-k", "0", "-o", out}, "--n-clusters"},
        {{"fit", in, "-k", "2", "-k", "two", "-o", out}, "two"},
    };
    for (const Mistake& mistake : mistakes) {
        const auto outcome = scene.run(mistake.arguments);
        INFO("expected the word " << mistake.word << " in: " << outcome.errors);
        CHECK(outcome.exit_code == 64);
        CHECK(outcome.output.empty());
        CHECK(count_of("lloyd: error: ", outcome.errors) == 1);
        CHECK(count_of(mistake.word, outcome.errors) > 0);
        CHECK(scene.files() == std::vector<std::string>{"in.h5"});
    }
}

TEST_CASE("of an option that is given twice the last counts, and flags may be given twice", "[usage]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const std::string in = scene.path("in.h5");
    const std::string out = scene.path("out.h5");
    const std::string other = scene.path("other.h5");
    const auto json_of = [&](const Arguments& files, const std::string& options) {
        const auto outcome = scene.run(joined(files, words(options + " --json")));
        INFO(outcome.errors);
        REQUIRE(outcome.exit_code == 0);
        return Json::parse(outcome.output);
    };
    const Json fitted = json_of({"fit", in, "-o", other, "--output", out},
                                "-k 3 --n-clusters 2 --n-init 1 --n-init 3 --max-iter 1 --max-iter 30 --tol 1 --tol 0 "
                                "--seed 1 --seed 7 --init k-means++ --init random --silhouette-sample 1 "
                                "--silhouette-sample 8 --threads 2 --threads 1 --no-labels --no-labels --force --force "
                                "--quiet --quiet --json");
    CHECK(fitted.at("options") ==
          Json{{"n_clusters", 2}, {"n_init", 3}, {"max_iter", 30}, {"tol", 0.0}, {"seed", 7}, {"init", "random"}});
    CHECK(fitted.at("result").at("silhouette").at("sample_size") == 8);
    CHECK(fitted.at("placement").at("threads_per_rank") == 1);
    CHECK(fitted.at("output") == out);
    CHECK_FALSE(has_dataset(out, "/labels"));

    const Json generated = json_of({"generate", scene.path("rows.h5")},
                                   "--recipe blobs --recipe uniform --rows 8 --rows 9 --features 1 --features 3 "
                                   "--centers 1 --centers 4 --std 1 --std 2 --seed 1 --seed 5 --dtype float64 "
                                   "--dtype float32");
    CHECK(generated.at("input").at("dataset") == "uniform rows=9 features=3 centers=4 std=2 seed=5");
    CHECK(generated.at("input").at("dtype") == "float32");

    const Json made = json_of({"fit"},
                              "--generate blobs --generate uniform --rows 8 --data-seed 1 --data-seed 5 -k 2 --dry-run "
                              "--dry-run");
    CHECK(made.at("input").at("dataset") == "uniform rows=8 features=2 centers=10 std=1 seed=5");

    const Json predicted =
        json_of({"predict", out, in, "-o", other, "-o", scene.path("labels.h5")}, "--distances --distances");
    CHECK(predicted.at("output") == scene.path("labels.h5"));
    CHECK(has_dataset(scene.path("labels.h5"), "/distances"));

    const Json planned = json_of({"bench", in, "--output-dir", other, "--output-dir", scene.path("results")},
                                 "-k 3 -k 2 --repeat 1 --repeat 2 --launcher srun --launcher none --dry-run");
    const std::string command = planned.at("commands").at(0);
    CHECK(count_of(" --n-clusters 2 ", command) == 1);
    CHECK(count_of(" -o " + scene.path("results/"), command) == 1);
    CHECK(json_of({"info", in}, "--json").at("kind") == "other");
    CHECK(scene.files() == std::vector<std::string>{"in.h5", "labels.h5", "out.h5", "rows.h5"});
}

TEST_CASE("several ranks report a wrong option once", "[usage]") {
    const Scene scene;
    const auto outcome = scene.run_on(3, {"fit", "in.h5", "-k", "0", "-o", scene.path("out.h5")});
    CHECK(outcome.exit_code == 64);
    CHECK(count_of("lloyd: error: ", outcome.errors) == 1);
}

TEST_CASE("help and version are results, and said once by several ranks", "[usage]") {
    const Scene scene;
    for (const char* command : {"generate", "fit", "predict", "bench", "info"}) {
        const auto help = scene.run({command, "--help"});
        INFO(help.output);
        CHECK(help.exit_code == 0);
        CHECK(count_of("Example:", help.output) == 1);
        CHECK(help.errors.empty());
    }
    for (const auto& version : {scene.run({"--version"}), scene.run_on(3, {"--version"})}) {
        INFO(version.output);
        CHECK(version.exit_code == 0);
        CHECK(count_of("lloyd ", version.output) == 1);
        for (const char* part : {"MPI", "HDF5", "compiler", "SIMD"}) CHECK(count_of(part, version.output) > 0);
    }
}
