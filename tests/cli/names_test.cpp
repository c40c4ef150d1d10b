// Names whose bytes are no UTF-8: files keep them, and whatever is said or written has U+FFFD in place of such bytes.
#include "cli/scene.hpp"
#include "lloyd/files/describe.hpp"
#include "support/catch.hpp"

#include <hdf5.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

using namespace lloyd::test;
using Json = nlohmann::json;

namespace {

const std::string latin1 = "caf\xE9";
const std::string latin1_told = "caf\xEF\xBF\xBD";

/// A file of that stem in the scene, as it is named.
std::string typed(const Scene& scene, const std::string& stem) { return scene.path(stem + latin1 + ".h5"); }
/// The same as it is told.
std::string told(const Scene& scene, const std::string& stem) { return scene.path(stem + latin1_told + ".h5"); }

/// An attribute with one text.
std::string text_in(const std::vector<lloyd::AttributeDescription>& attributes, const std::string& name) {
    const auto found = std::find_if(attributes.begin(), attributes.end(),
                                    [&](const auto& attribute) { return attribute.name == name; });
    return found == attributes.end() ? "no " + name : std::get<std::vector<std::string>>(found->values).at(0);
}

/// A run that succeeds and says nothing that is no UTF-8; what it says on stdout.
std::string output_of(const lloyd::ProcessOutcome& outcome) {
    INFO(outcome.errors);
    CHECK(outcome.exit_code == 0);
    CHECK(count_of(latin1, outcome.output + outcome.errors) == 0);
    return outcome.output;
}

Json json_of(const lloyd::ProcessOutcome& outcome) {
    const std::string output = output_of(outcome);
    REQUIRE(Json::accept(output));
    return Json::parse(output);
}

}  // namespace

TEST_CASE("fit takes names that are no UTF-8 and tells them with U+FFFD", "[names]") {
    const Scene scene;
    write_two_groups(typed(scene, "in"));
    write_values(typed(scene, "init"), "/C", {2, 2}, {0, 0, 10, 10});
    const Arguments fit{"fit", typed(scene, "in"),  "-k",     "2", "--init", typed(scene, "init"),
                        "-o",  typed(scene, "out"), "--force"};
    Arguments with_json = fit;
    with_json.emplace_back("--json");
    for (const int ranks : {1, 3}) {
        const auto run = [&](const Arguments& words) {
            return ranks == 1 ? scene.run(words) : scene.run_on(ranks, words);
        };
        const std::string text = output_of(run(fit));
        CHECK(count_of(told(scene, "in") + ":/X\n", text) == 1);
        CHECK(count_of("result      " + told(scene, "out") + "\n", text) == 1);

        const Json json = json_of(run(with_json));
        CHECK(json.at("input").at("path") == told(scene, "in"));
        CHECK(json.at("options").at("init") == told(scene, "init"));
        CHECK(json.at("output") == told(scene, "out"));
    }
    const auto names = scene.files();
    CHECK(std::find(names.begin(), names.end(), "out" + latin1 + ".h5") != names.end());
    CHECK(names.size() == 3);
    const lloyd::FileDescription result = lloyd::describe_file(typed(scene, "out"));
    CHECK(text_in(result.attributes, "input_path") == told(scene, "in"));
    CHECK(text_in(result.run_attributes, "init_source") == told(scene, "init"));
    CHECK(count_of(told(scene, "init") + " -o " + told(scene, "out"), text_in(result.attributes, "command_line")) == 1);

    with_json.emplace_back("--dry-run");
    CHECK(json_of(scene.run(with_json)).at("output") == told(scene, "out"));
}

TEST_CASE("generate, predict and info take names that are no UTF-8", "[names]") {
    const Scene scene;
    const std::string rows = typed(scene, "rows");
    const std::string labels = typed(scene, "labels");
    CHECK(count_of(told(scene, "rows") + ": ", output_of(scene.run({"generate", rows, "--rows", "9"}))) == 1);
    CHECK(json_of(scene.run({"generate", rows, "--rows", "9", "--force", "--json"})).at("output") ==
          told(scene, "rows"));
    output_of(scene.run({"fit", rows + ":/X", "-k", "2", "-o", typed(scene, "result")}));

    const Arguments predict{"predict", typed(scene, "result"), rows + ":/X", "-o", labels, "--force"};
    const std::string text = output_of(scene.run(predict));
    CHECK(count_of(told(scene, "labels") + ": labels of 9 rows by the centres of " + told(scene, "result"), text) == 1);
    Arguments with_json = predict;
    with_json.emplace_back("--json");
    CHECK(json_of(scene.run(with_json)).at("input").at("path") == told(scene, "rows"));
    const auto attributes = lloyd::describe_file(labels).attributes;
    CHECK(text_in(attributes, "result_path") == told(scene, "result"));
    CHECK(text_in(attributes, "input_path") == told(scene, "rows"));

    for (const std::string stem : {"rows", "result", "labels"}) {
        CHECK(output_of(scene.run({"info", typed(scene, stem)})).starts_with(told(scene, stem) + ": "));
        CHECK(json_of(scene.run({"info", typed(scene, stem), "--json"})).at("path") == told(scene, stem));
    }
}

TEST_CASE("info tells text of others that is no UTF-8", "[names]") {
    const Scene scene;
    const std::string path = scene.path("other.h5");
    write_two_groups(path);
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, latin1.size());
    const hid_t space = H5Screate(H5S_SCALAR);
    const hid_t attribute = H5Acreate2(file, "place", type, space, H5P_DEFAULT, H5P_DEFAULT);
    REQUIRE(H5Awrite(attribute, type, latin1.data()) >= 0);
    H5Aclose(attribute);
    H5Sclose(space);
    H5Tclose(type);
    H5Fclose(file);
    CHECK(count_of(latin1_told, output_of(scene.run({"info", path}))) == 1);
    CHECK(json_of(scene.run({"info", path, "--json"})).at("attributes").at("place") == latin1_told);
}

TEST_CASE("bench takes names that are no UTF-8", "[names]") {
    const Scene scene;
    write_two_groups(typed(scene, "in"));
    const std::string results = scene.path(latin1);
    Arguments bench{"bench", typed(scene, "in"), "-k",    "2",     "--launcher", "none", "--repeat",
                    "1",     "--output-dir",     results, "--json"};
    const Json report = json_of(scene.run(bench));
    CHECK(report.at("context").at("input").at("path") == told(scene, "in"));
    std::ifstream file(results + "/bench.json");
    CHECK(Json::parse(file) == report);
    bench.emplace_back("--dry-run");
    CHECK(json_of(scene.run(bench)).at("commands").size() > 0);
}

TEST_CASE("errors tell names that are no UTF-8", "[names]") {
    const Scene scene;
    const auto missing = scene.run({"info", typed(scene, "missing")});
    CHECK(missing.exit_code == 74);
    CHECK(count_of(told(scene, "missing"), missing.errors) == 1);
    const auto unknown = scene.run({"fit", scene.path("in.h5"), "-k", latin1, "-o", scene.path("out.h5")});
    CHECK(unknown.exit_code == 64);
    CHECK(count_of(latin1_told, unknown.errors) == 1);
}
