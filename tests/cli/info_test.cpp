// lloyd info: files of ours and of others, for people and as JSON.
#include "cli/scene.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <iterator>
#include <sstream>

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

TEST_CASE("info --verify compares all values with their checksums", "[info]") {
    const Scene scene;
    const std::string path = scene.path("data.h5");
    REQUIRE(scene.run({"generate", path, "--rows", "100"}).exit_code == 0);
    const Json good = Json::parse(scene.run({"info", "--verify", "--json", path}).output);
    CHECK(good.at("verified") == true);
    CHECK(good.at("checksums") == Json{{"right", 2}, {"without", 0}});
    CHECK(count_of("all 2 checksums are right", scene.run({"info", "--verify", path}).output) == 1);

    damage_values(path, "/labels");
    CHECK(scene.run({"info", path}).exit_code == 0);
    const auto damaged = scene.run({"info", "--verify", path});
    CHECK(damaged.exit_code == 65);
    CHECK(damaged.output.empty());
    CHECK(count_of("data.h5 is damaged: /labels does not hold the values that were written", damaged.errors) == 1);

    write_two_groups(path);
    const Json other = Json::parse(scene.run({"info", "--verify", "--json", path}).output);
    CHECK(other.at("verified").is_null());
    CHECK(other.at("checksums") == Json{{"right", 0}, {"without", 1}});
    CHECK(count_of("no checksums", scene.run({"info", "--verify", path}).output) == 1);
}

TEST_CASE("info lists several results side by side", "[info]") {
    const Scene scene;
    write_two_groups(scene.path("other.h5"));
    const auto fit = [&scene](const std::string& k, const Arguments& options) {
        Arguments words{"fit", scene.path("other.h5"), "-k", k, "-o", scene.path("k-" + k + ".h5")};
        words.insert(words.end(), options.begin(), options.end());
        REQUIRE(scene.run(words).exit_code == 0);
    };
    fit("2", {"--silhouette-sample", "8"});
    fit("3", {"--max-iter", "1", "--tol", "0", "--init", "random"});
    const auto fields_of = [&scene](const std::string& file, const std::string& text) {
        const std::size_t begin = text.find(scene.path(file));
        REQUIRE(begin != std::string::npos);
        std::istringstream line(text.substr(begin, text.find('\n', begin) - begin));
        return std::vector<std::string>(std::istream_iterator<std::string>(line), {});
    };

    const Arguments info{"info", scene.path("k-3.h5"), scene.path("k-2.h5"), scene.path("other.h5")};
    const auto table = scene.run(info);
    INFO(table.output << table.errors);
    REQUIRE(table.exit_code == 0);
    CHECK(count_of("\n", table.output) == 4);
    CHECK(table.output.find("k-3.h5") < table.output.find("k-2.h5"));
    const auto two = fields_of("k-2.h5", table.output);
    REQUIRE(two.size() == 7);
    CHECK(two[1] == "2");
    CHECK(two[2] == "4");
    CHECK(two[3].substr(0, 4) == "0.91");
    CHECK(two[5] == "yes");
    const auto three = fields_of("k-3.h5", table.output);
    REQUIRE(three.size() == 7);
    CHECK(three[1] == "3");
    CHECK(three[3] == "-");
    CHECK(three[4] == "1");
    CHECK(three[5] == "no");
    CHECK(fields_of("other.h5", table.output).at(1) == "not");

    Arguments with_json = info;
    with_json.emplace_back("--json");
    const Json json = Json::parse(scene.run(with_json).output);
    REQUIRE(json.size() == 3);
    CHECK(json[0].at("path") == scene.path("k-3.h5"));
    CHECK(json[0].at("result").at("n_clusters") == 3);
    CHECK(json[1].at("result").at("silhouette_mean").is_number());
    CHECK(json[2].at("result").is_null());
}

TEST_CASE("info of several files fails where one of them cannot be read", "[info]") {
    const Scene scene;
    write_two_groups(scene.path("other.h5"));
    const auto outcome = scene.run({"info", scene.path("other.h5"), scene.path("missing.h5")});
    INFO(outcome.output << outcome.errors);
    CHECK(outcome.exit_code == 74);
    CHECK(outcome.output.empty());
    CHECK(count_of("missing.h5", outcome.errors) >= 1);
}
