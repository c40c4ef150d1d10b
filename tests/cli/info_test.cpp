// lloyd info: files of ours and of others, for people and as JSON.
#include "cli/scene.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace lloyd::test;
using Json = nlohmann::json;

TEST_CASE("info --json says what each kind of file holds", "[info]") {
    const Scene scene;
    REQUIRE(scene.run({"generate", scene.path("data.h5"), "--rows", "100", "--features", "3"}).exit_code == 0);
    REQUIRE(scene.run({"fit", scene.path("data.h5:/X"), "-k", "4", "-o", scene.path("result.h5")}).exit_code == 0);
    REQUIRE(scene.run({"predict", scene.path("result.h5"), scene.path("data.h5:/X"), "-o", scene.path("labels.h5")})
                .exit_code == 0);
    write_two_groups(scene.path("other.h5"));
    for (const std::string kind : {"data", "result", "labels", "other"}) {
        const auto outcome = scene.run({"info", scene.path(kind + ".h5"), "--json"});
        INFO(outcome.output << outcome.errors);
        REQUIRE(outcome.exit_code == 0);
        CHECK(outcome.errors.empty());
        const Json json = Json::parse(outcome.output);
        CHECK(json.at("kind") == kind);
        CHECK(json.at("complete") == true);
        CHECK(json.at("datasets").size() > 0);
        CHECK(json.at("result").is_null() == (kind != "result"));
    }
    const Json result = Json::parse(scene.run({"info", scene.path("result.h5"), "--json"}).output);
    CHECK(result.at("result").at("n_clusters") == 4);
    CHECK(result.at("result").at("features") == 3);
    CHECK(result.at("attributes").at("format") == "lloyd-result");
}

TEST_CASE("info names datasets with their shapes", "[info]") {
    const Scene scene;
    write_two_groups(scene.path("other.h5"));
    const auto outcome = scene.run({"info", scene.path("other.h5")});
    INFO(outcome.output);
    CHECK(outcome.exit_code == 0);
    CHECK(count_of("/X", outcome.output) == 1);
    CHECK(count_of("8 x 2", outcome.output) == 1);
}
