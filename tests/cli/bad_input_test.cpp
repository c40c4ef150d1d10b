// Input that cannot be used: exit code, a message that names it, and no file left behind.
#include "cli/scene.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <limits>

using namespace lloyd::test;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// A run that has to fail.
struct Refusal {
    Arguments arguments;
    int exit_code;
    std::vector<std::string> words;  ///< of the message
    std::vector<int> ranks = {1};
};

const std::vector<int> alone_and_together{1, 3};

void expect_refused(const Scene& scene, const Refusal& refusal) {
    const auto before = scene.files();
    for (const int ranks : refusal.ranks) {
        const auto outcome = ranks == 1 ? scene.run(refusal.arguments) : scene.run_on(ranks, refusal.arguments);
        INFO(ranks << " rank(s): " << outcome.errors);
        CHECK(outcome.exit_code == refusal.exit_code);
        CHECK(outcome.output.empty());
        CHECK(count_of("lloyd: error: ", outcome.errors) == 1);
        for (const std::string& word : refusal.words) {
            INFO("expected: " << word);
            CHECK(count_of(word, outcome.errors) > 0);
        }
        CHECK(scene.files() == before);
    }
}

/// `lloyd fit INPUT -k 2 -o out.h5` and more.
Arguments fit(const Scene& scene, const std::string& input, const Arguments& more = {}) {
    Arguments arguments{"fit", scene.path(input), "-k", "2", "-o", scene.path("out.h5")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

}  // namespace

TEST_CASE("values that are no numbers are named by file, dataset, row and column", "[bad_input]") {
    const Scene scene;
    write_values(scene.path("nan.h5"), "/X", {4, 3}, {0, 1, 2, 3, 4, 5, 6, not_a_number, 8, 9, 10, not_a_number});
    const std::string nan = "row 2, column 1 (counted from 0) of " + scene.path("nan.h5:/X") + " is nan";
    expect_refused(scene, {fit(scene, "nan.h5"), 65, {nan}, alone_and_together});
    write_values(scene.path("inf.h5"), "/X", {4, 3}, {0, 1, 2, 3, 4, 5, 6, 7, 8, -infinity, 10, 11});
    const std::string inf = "row 3, column 0 (counted from 0) of " + scene.path("inf.h5:/X") + " is -inf";
    expect_refused(scene, {fit(scene, "inf.h5"), 65, {inf}});

    write_values(scene.path("good.h5"), "/X", {4, 3}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
    REQUIRE(scene.run(fit(scene, "good.h5")).exit_code == 0);
    const Arguments predict{"predict", scene.path("out.h5"), scene.path("nan.h5"), "-o", scene.path("labels.h5")};
    expect_refused(scene, {predict, 65, {nan}, alone_and_together});
}

TEST_CASE("generated values that are no numbers are named by row and column", "[bad_input]") {
    const Scene scene;
    expect_refused(
        scene, {{"fit", "--generate", "blobs", "--rows", "9", "--std", "1e308", "-k", "2", "-o", scene.path("out.h5")},
                65,
                {"row ", "(counted from 0) is "},
                alone_and_together});
}

TEST_CASE("values whose squared distances overflow are refused", "[bad_input]") {
    const Scene scene;
    write_values(scene.path("huge.h5"), "/X", {4, 1}, {-1e200, 1e200, 0, 1});
    expect_refused(scene, {fit(scene, "huge.h5"), 65, {"overflow"}, alone_and_together});
    write_two_groups(scene.path("in.h5"));
    write_values(scene.path("far.h5"), "/C", {2, 2}, {0, 0, 1e200, 0});
    expect_refused(scene,
                   {fit(scene, "in.h5", {"--init", scene.path("far.h5")}), 65, {"overflow"}, alone_and_together});
}

TEST_CASE("more clusters than rows are refused", "[bad_input]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    expect_refused(scene, {{"fit", scene.path("in.h5"), "-k", "9", "-o", scene.path("out.h5")},
                           65,
                           {"9 clusters", "8 rows"},
                           alone_and_together});
}

TEST_CASE("datasets that are no table of numbers are refused", "[bad_input]") {
    const Scene scene;
    write_values(scene.path("rank1.h5"), "/X", {6}, {0, 1, 2, 3, 4, 5});
    expect_refused(scene, {fit(scene, "rank1.h5:/X"), 65, {"rank1.h5", "rank 2"}});
    expect_refused(scene, {fit(scene, "rank1.h5"), 65, {"rank1.h5", "rank 2"}});
    write_values(scene.path("rank3.h5"), "/X", {2, 3, 1}, {0, 1, 2, 3, 4, 5});
    expect_refused(scene, {fit(scene, "rank3.h5:/X"), 65, {"rank3.h5", "rank 2"}});
    write_values(scene.path("empty.h5"), "/X", {0, 3}, {});
    expect_refused(scene, {fit(scene, "empty.h5"), 65, {"empty.h5"}});
}

TEST_CASE("files and datasets that are not there are refused", "[bad_input]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    expect_refused(scene, {fit(scene, "missing.h5"), 74, {"missing.h5"}, alone_and_together});
    expect_refused(scene, {fit(scene, "in.h5:/Y"), 65, {"/Y", "/X"}});
    expect_refused(scene, {{"info", scene.path("missing.h5")}, 74, {"missing.h5"}, alone_and_together});
}

TEST_CASE("files that are broken or no HDF5 are refused", "[bad_input]") {
    const Scene scene;
    std::ofstream(scene.path("text.h5")) << "1,2\n3,4\n";
    expect_refused(scene, {fit(scene, "text.h5"), 65, {"text.h5", "HDF5"}});
    expect_refused(scene, {{"info", scene.path("text.h5")}, 65, {"text.h5", "HDF5"}});
    write_values(scene.path("cut.h5"), "/X", {1000, 2}, std::vector<double>(2000, 1));
    std::filesystem::resize_file(scene.path("cut.h5"), 9000);
    expect_refused(scene, {fit(scene, "cut.h5"), 65, {"cut.h5", "truncated"}, alone_and_together});
}

TEST_CASE("given centres that do not fit are refused", "[bad_input]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    write_values(scene.path("three.h5"), "/C", {3, 2}, {0, 0, 1, 1, 2, 2});
    write_values(scene.path("wide.h5"), "/C", {2, 3}, {0, 0, 0, 1, 1, 1});
    write_values(scene.path("nan.h5"), "/C", {2, 2}, {0, 0, 1, not_a_number});
    expect_refused(scene, {fit(scene, "in.h5", {"--init", scene.path("three.h5")}),
                           65,
                           {"three.h5", "3 x 2", "2 x 2"},
                           alone_and_together});
    expect_refused(scene,
                   {fit(scene, "in.h5", {"--init", scene.path("wide.h5:/C")}), 65, {"wide.h5", "2 x 3", "2 x 2"}});
    expect_refused(scene,
                   {fit(scene, "in.h5", {"--init", scene.path("wide.h5"), "--dry-run"}), 65, {"2 x 3", "2 x 2"}});
    expect_refused(scene, {fit(scene, "in.h5", {"--init", scene.path("nan.h5")}), 65, {"nan.h5", "row 1", "column 1"}});
    expect_refused(scene, {fit(scene, "in.h5", {"--init", scene.path("none.h5")}), 74, {"none.h5"}});
}

TEST_CASE("outputs that cannot be written are refused before any work", "[bad_input]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const std::string in = scene.path("in.h5");
    expect_refused(scene,
                   {{"fit", in, "-k", "2", "-o", scene.path("no/such/out.h5")}, 74, {"no/such"}, alone_and_together});
    expect_refused(scene, {{"fit", in, "-k", "2", "-o", scene.path("no") + "/"}, 74, {"no"}});
    expect_refused(scene, {{"fit", in, "-k", "2", "-o", scene.path("")}, 64, {"regular file"}});
    expect_refused(scene, {{"fit", in, "-k", "2", "-o", "/proc/out.h5"}, 74, {"/proc"}});
    expect_refused(scene, {{"generate", scene.path("no/such/out.h5"), "--rows", "9"}, 74, {"no/such"}});
}

TEST_CASE("names too long for the system are refused like files that are not there", "[bad_input]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    REQUIRE(scene.run(fit(scene, "in.h5")).exit_code == 0);
    const std::string in = scene.path("in.h5");
    const std::string result = scene.path("out.h5");
    const std::string labels = scene.path("labels.h5");
    const std::string name = scene.path(std::string(5000, 'a'));
    const std::vector<Arguments> commands{
        {"fit", in, "-k", "2", "-o", name},
        {"fit", in, "-k", "2", "-o", name + "/out.h5"},
        {"fit", name + ":/X", "-k", "2", "-o", labels},
        {"fit", in, "-k", "2", "--init", name, "-o", labels},
        {"generate", name, "--rows", "9"},
        {"predict", result, in, "-o", name},
        {"predict", result, name, "-o", labels},
        {"predict", name, in, "-o", labels},
        {"bench", in, "-k", "2", "--launcher", "none", "--output-dir", name},
        {"info", name},
    };
    for (const Arguments& command : commands) expect_refused(scene, {command, 74, {name, "File name too long"}});
    expect_refused(scene, {commands[0], 74, {name, "File name too long"}, {3}});
    expect_refused(scene, {commands[2], 74, {name, "File name too long"}, {3}});
}

TEST_CASE("bench hands on the exit code of a fit whose input's name is too long", "[bad_input]") {
    const Scene scene;
    const auto outcome = scene.run({"bench", scene.path(std::string(5000, 'a')), "-k", "2", "--launcher", "none",
                                    "--output-dir", scene.path("results")});
    INFO(outcome.errors);
    CHECK(outcome.exit_code == 74);
    CHECK(count_of("File name too long", outcome.errors) == 1);
}

TEST_CASE("an existing output is kept unless --force is given", "[bad_input]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    REQUIRE(scene.run(fit(scene, "in.h5", {"--seed", "1"})).exit_code == 0);
    expect_refused(scene, {fit(scene, "in.h5"), 64, {"out.h5", "--force"}, alone_and_together});
    expect_refused(scene, {{"generate", scene.path("in.h5"), "--rows", "9"}, 64, {"in.h5", "--force"}});
    CHECK(scene.run(fit(scene, "in.h5", {"--force"})).exit_code == 0);
    CHECK(scene.files() == std::vector<std::string>{"in.h5", "out.h5"});
}

TEST_CASE("an input is never the output, under no name and with no force", "[bad_input]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    std::filesystem::create_symlink("in.h5", scene.path("link.h5"));
    write_values(scene.path("centers.h5"), "/C", {2, 2}, {0, 0, 10, 10});
    const std::string in = scene.path("in.h5");
    expect_refused(scene, {{"fit", in + ":/X", "-k", "2", "-o", scene.path("link.h5"), "--force"}, 64, {"input"}});
    expect_refused(
        scene, {fit(scene, "in.h5", {"--init", scene.path("centers.h5"), "-o", scene.path("centers.h5"), "--force"}),
                64,
                {"both input and output"}});
    CHECK(read_values(in, "/X").size() == 16);
}

TEST_CASE("predict refuses rows of another width and files without centres", "[bad_input]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    REQUIRE(scene.run(fit(scene, "in.h5")).exit_code == 0);
    write_values(scene.path("wide.h5"), "/X", {2, 3}, {0, 0, 0, 1, 1, 1});
    const std::string labels = scene.path("labels.h5");
    expect_refused(scene, {{"predict", scene.path("out.h5"), scene.path("wide.h5"), "-o", labels},
                           65,
                           {"3 columns", "2"},
                           alone_and_together});
    expect_refused(scene, {{"predict", scene.path("in.h5"), scene.path("in.h5"), "-o", labels}, 65, {"in.h5"}});
    expect_refused(
        scene,
        {{"predict", scene.path("out.h5"), scene.path("in.h5"), "-o", scene.path("out.h5"), "--force"}, 64, {"input"}});
}
