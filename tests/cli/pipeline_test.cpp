// generate, fit, predict, info: each command takes what the one before it wrote.
#include "cli/scene.hpp"
#include "lloyd/files/compare_results.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <numeric>

using namespace lloyd::test;

TEST_CASE("rows that were generated are fitted, predicted and described", "[pipeline]") {
    const Scene scene;
    const std::string data = scene.path("data.h5");
    const std::string result = scene.path("result.h5");
    const std::string labels = scene.path("labels.h5");
    for (const std::string dtype : {"float64", "float32"}) {
        INFO(dtype);
        REQUIRE(scene
                    .run({"generate", data, "--rows", "3000", "--features", "3", "--centers", "4", "--dtype", dtype,
                          "--force"})
                    .exit_code == 0);
        REQUIRE(scene
                    .run({"fit", data + ":/X", "-k", "4", "-o", result, "--n-init", "5", "--silhouette-sample", "500",
                          "--force"})
                    .exit_code == 0);
        REQUIRE(scene.run_on(2, {"predict", result, data + ":/X", "-o", labels, "--distances", "--force"}).exit_code ==
                0);

        const std::vector<double> fitted = read_values(result, "/labels");
        CHECK(read_values(labels, "/labels") == fitted);
        CHECK(read_values(result, "/cluster_centers").size() == 12);
        const std::vector<double> sizes = read_values(result, "/cluster_sizes");
        CHECK(std::accumulate(sizes.begin(), sizes.end(), 0.0) == 3000);
        CHECK(read_values(result, "/restarts/inertia").size() == 5);

        const std::vector<double> distances = read_values(labels, "/distances");
        const double inertia = read_values(result, "/inertia").at(0);
        const double squares = std::inner_product(distances.begin(), distances.end(), distances.begin(), 0.0);
        CHECK(std::abs(squares - inertia) < 1e-5 * inertia);

        for (const std::string& file : {data, result, labels}) {
            const auto info = scene.run({"info", file});
            INFO(info.output);
            CHECK(info.exit_code == 0);
            CHECK(count_of("labels", info.output) > 0);
        }
    }
}

TEST_CASE("a fit of generated rows equals that of the same rows in a file", "[pipeline]") {
    const Scene scene;
    const Arguments shape{"--rows", "2000", "--features", "3", "--centers", "5"};
    const auto with = [](Arguments arguments, const Arguments& more) {
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    };
    REQUIRE(scene.run(with({"generate", scene.path("data.h5"), "--seed", "9"}, shape)).exit_code == 0);
    REQUIRE(scene.run({"fit", scene.path("data.h5:/X"), "-k", "5", "-o", scene.path("read.h5")}).exit_code == 0);
    REQUIRE(
        scene
            .run_on(2, with({"fit", "--generate", "blobs", "--data-seed", "9", "-k", "5", "-o", scene.path("made.h5")},
                            shape))
            .exit_code == 0);
    CHECK(lloyd::first_difference(scene.path("read.h5"), scene.path("made.h5")).empty());
}

TEST_CASE("a fit can start from the centres of another", "[pipeline]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const std::string first = scene.path("first.h5");
    const std::string second = scene.path("second.h5");
    const std::string centers = first + ":/cluster_centers";
    REQUIRE(scene.run({"fit", scene.path("in.h5"), "-k", "2", "-o", first}).exit_code == 0);
    const auto outcome = scene.run({"fit", scene.path("in.h5"), "-k", "2", "-o", second, "--init", centers, "--json"});
    REQUIRE(outcome.exit_code == 0);
    CHECK(count_of("n_init is 1", outcome.errors) == 1);
    const auto options = nlohmann::json::parse(outcome.output).at("options");
    CHECK(options.at("n_init") == 1);
    CHECK(options.at("init") == centers);
    CHECK(read_values(second, "/cluster_centers") == read_values(first, "/cluster_centers"));
    CHECK(read_values(second, "/restarts/inertia").size() == 1);
    CHECK(read_values(second, "/inertia") == std::vector<double>{4});
}

TEST_CASE("labels are left out when nobody wants them", "[pipeline]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    REQUIRE(scene.run({"fit", scene.path("in.h5"), "-k", "2", "-o", scene.path("out.h5"), "--no-labels"}).exit_code ==
            0);
    CHECK_FALSE(has_dataset(scene.path("out.h5"), "/labels"));
    CHECK(has_dataset(scene.path("out.h5"), "/cluster_sizes"));
}

TEST_CASE("a fit that runs out of iterations says so and is kept", "[pipeline]") {
    const Scene scene;
    const auto outcome =
        scene.run({"fit", "--generate", "uniform", "--rows", "2000", "--features", "2", "-k", "20", "--n-init", "1",
                   "--max-iter", "1", "--init", "random", "-o", scene.path("out.h5")});
    CHECK(outcome.exit_code == 0);
    CHECK(count_of("--max-iter", outcome.errors) == 1);
    CHECK(read_values(scene.path("out.h5"), "/converged") == std::vector<double>{0});
}

TEST_CASE("damaged values are refused by whatever reads them, on any ranks", "[pipeline]") {
    const Scene scene;
    const std::string data = scene.path("data.h5");
    const std::string result = scene.path("result.h5");
    const std::string out = scene.path("out.h5");
    const Arguments generate{"generate", data, "--rows", "300", "--force"};
    const Arguments fit{"fit", data + ":/X", "-k", "3", "-o", result, "--force"};
    REQUIRE(scene.run(generate).exit_code == 0);
    REQUIRE(scene.run(fit).exit_code == 0);
    const auto expect_refused = [&](const Arguments& arguments, const std::string& what) {
        for (const int ranks : {1, 3}) {
            const auto outcome = scene.run_on(ranks, arguments);
            INFO(outcome.errors);
            CHECK(outcome.exit_code == 65);
            CHECK(count_of(what + " does not hold the values that were written", outcome.errors) == 1);
        }
        CHECK(scene.files() == Arguments{"data.h5", "result.h5"});
    };
    // predict uses the centres alone, but what else is there says that the file cannot be trusted.
    damage_values(result, "/labels");
    expect_refused({"predict", result, data + ":/X", "-o", out}, "result.h5 is damaged: /labels");
    REQUIRE(scene.run(fit).exit_code == 0);
    damage_values(result, "/cluster_centers");
    expect_refused({"predict", result, data + ":/X", "-o", out}, "result.h5 is damaged: /cluster_centers");
    expect_refused({"fit", data + ":/X", "-k", "3", "--init", result + ":/cluster_centers", "-o", out},
                   "result.h5 is damaged: /cluster_centers");
    REQUIRE(scene.run(fit).exit_code == 0);
    damage_values(data, "/X");
    expect_refused({"fit", data + ":/X", "-k", "3", "-o", out}, "data.h5 is damaged: /X");
    expect_refused({"predict", result, data + ":/X", "-o", out}, "data.h5 is damaged: /X");
}
