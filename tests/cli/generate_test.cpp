// lloyd generate: what it writes does not depend on who writes it.
#include "cli/scene.hpp"
#include "lloyd/data/generators.hpp"
#include "lloyd/files/compare_results.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace lloyd::test;

TEST_CASE("generated files have the same bytes for any number of ranks and threads", "[generate]") {
    const Scene scene;
    const std::string alone = scene.path("alone.h5");
    for (const std::string recipe : {"blobs", "uniform", "sklearn"})
        for (const std::string dtype : {"float64", "float32"}) {
            const Arguments options{"--rows", "10001", "--features", "3",    "--centers", "4",   "--std",  "1.5",
                                    "--seed", "7",     "--recipe",   recipe, "--dtype",   dtype, "--force"};
            const auto generate = [&](const std::string& path, const std::string& threads) {
                Arguments arguments{"generate", path, "--threads", threads};
                arguments.insert(arguments.end(), options.begin(), options.end());
                return arguments;
            };
            INFO(recipe << ' ' << dtype);
            REQUIRE(scene.run(generate(alone, "1")).exit_code == 0);
            REQUIRE(scene.run_on(3, generate(scene.path("three.h5"), "2")).exit_code == 0);
            CHECK(lloyd::first_difference(alone, scene.path("three.h5")).empty());
            CHECK(read_values(alone, "/X").size() == 30003);
            CHECK(read_values(alone, "/labels").size() == 10001);
        }
}

TEST_CASE("recipe sklearn writes the rows that scikit-learn makes", "[generate]") {
    // sklearn.datasets.make_blobs(1000, 3, centers=4, cluster_std=1.5, random_state=7) of scikit-learn 1.9.1
    const Scene scene;
    const std::string path = scene.path("data.h5");
    REQUIRE(scene
                .run({"generate", path, "--recipe", "sklearn", "--rows", "1000", "--features", "3", "--centers", "4",
                      "--std", "1.5", "--seed", "7"})
                .exit_code == 0);
    const std::vector<double> values = read_values(path, "/X");
    const std::vector<double> labels = read_values(path, "/labels");
    REQUIRE(values.size() == 3000);
    REQUIRE(labels.size() == 1000);
    CHECK(std::vector<double>{labels[0], labels[1], labels[2]} == std::vector<double>{3, 2, 1});
    CHECK(values[0] == -0.4417582110139599);
    CHECK(values[2] == 3.891866777377063);
    CHECK(values[3] == 0.589142483681673);
    CHECK(values[8] == -0.568022753840046);
}

TEST_CASE("recipe sklearn writes several slabs one after another", "[generate]") {
    const Scene scene;
    const std::string path = scene.path("data.h5");
    const lloyd::GeneratorOptions options{
        .recipe = lloyd::Recipe::sklearn, .rows = 6001, .features = 3000, .centers = 3};
    REQUIRE(
        scene.run({"generate", path, "--recipe", "sklearn", "--rows", "6001", "--features", "3000", "--centers", "3"})
            .exit_code == 0);
    const std::vector<double> values = read_values(path, "/X");
    const std::vector<double> labels = read_values(path, "/labels");
    const lloyd::SklearnBlobs blobs(options);
    REQUIRE(values.size() == 6001 * 3000);
    std::int64_t same = 0;
    for (std::int64_t i = 0; i < 6001; ++i) {
        const auto row = blobs.row(i);
        same += std::equal(row.begin(), row.end(), values.begin() + i * 3000) && labels[i] == blobs.label(i);
    }
    CHECK(same == 6001);
}

TEST_CASE("ranks may outnumber the generated rows", "[generate]") {
    const Scene scene;
    REQUIRE(scene.run({"generate", scene.path("one.h5"), "--rows", "2"}).exit_code == 0);
    REQUIRE(scene.run_on(4, {"generate", scene.path("four.h5"), "--rows", "2"}).exit_code == 0);
    CHECK(lloyd::first_difference(scene.path("one.h5"), scene.path("four.h5")).empty());
}

TEST_CASE("a quiet generate says nothing", "[generate]") {
    const Scene scene;
    const auto outcome = scene.run({"generate", scene.path("data.h5"), "--rows", "9", "--quiet"});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.output.empty());
    CHECK(outcome.errors.empty());
}
