// Memory that is not there is refused before it is taken, with the figures.
#include "cli/memory_check.hpp"

#include "cli/scene.hpp"
#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using namespace lloyd;
using namespace lloyd::cli;
using namespace lloyd::test;
using Json = nlohmann::json;

namespace {

constexpr std::int64_t gb = 1'000'000'000;
const MemoryLeft no_limit;

/// A rank that needs 1.6 GB, or 2.5 at most, on a host that has `left`.
RankMemory rank_on(const std::string& host, std::int64_t left, const MemoryLeft& own = no_limit) {
    return {host, 16 * gb / 10, 25 * gb / 10, {left, "limit of the control group /job"}, own};
}

const Task fit_task{"fit", {}, {}, ""};
const Needs needs{{10, 10}, 0, 0, "use more nodes or fewer restarts"};

std::string shortage_of(const std::vector<RankMemory>& ranks) { return shortage(fit_task, needs, tightest(ranks)); }

/// More than any host has.
const Arguments endless = words("--generate uniform --rows 1000000000000 --features 10 -k 2 --threads 1");

}  // namespace

TEST_CASE("ranks of a host share what it has", "[memory]") {
    CHECK(shortage_of({rank_on("n1", 4 * gb), rank_on("n1", 4 * gb)}) == "");
    CHECK(shortage_of({rank_on("n1", 2 * gb), rank_on("n1", 2 * gb)})
              .starts_with("fit needs about 3.2 GB (2 ranks x 1.6 GB) on n1, which has 2 GB left (limit of the control "
                           "group /job) "
                           "use more nodes or fewer restarts"));
    CHECK(shortage_of({rank_on("n1", 2 * gb), rank_on("n2", 2 * gb)}) == "");
}

TEST_CASE("the host that lacks most is named", "[memory]") {
    const std::vector<RankMemory> ranks{rank_on("n1", 3 * gb), rank_on("n2", 1 * gb), rank_on("n1", 3 * gb),
                                        rank_on("n2", 1 * gb)};
    CHECK(tightest(ranks).place == "n2");
    CHECK(count_of("on n2, which has 1 GB left", shortage_of(ranks)) == 1);
    // Of three ranks it has more, and yet not enough.
    CHECK(tightest(
              std::vector{rank_on("n1", 4 * gb), rank_on("n1", 4 * gb), rank_on("n1", 4 * gb), rank_on("n2", 2 * gb)})
              .place == "n1");
}

TEST_CASE("ranks of a host that see other limits have the lowest", "[memory]") {
    const std::vector<RankMemory> ranks{rank_on("n1", 9 * gb), rank_on("n1", 3 * gb), rank_on("n1", 9 * gb)};
    CHECK(tightest(ranks).left.bytes == 3 * gb);
}

TEST_CASE("a rank may have a limit of its own", "[memory]") {
    const std::vector<RankMemory> ranks{rank_on("n1", 9 * gb), rank_on("n1", 9 * gb, {gb, "ulimit -v"})};
    CHECK(shortage_of(ranks).starts_with(
        "fit needs about 1.6 GB (1 rank x 1.6 GB) on rank 1 of n1, which has 1 GB left (ulimit -v)"));
}

TEST_CASE("ranks with other needs are told by the largest", "[memory]") {
    RankMemory small = rank_on("n1", 2 * gb);
    small.needed_bytes = gb;
    CHECK(count_of("2.6 GB (2 ranks, of which one 1.6 GB)", shortage_of({rank_on("n1", 2 * gb), small})) == 1);
}

TEST_CASE("memory that may be needed is another matter", "[memory]") {
    const SharedMemory memory = tightest(std::vector<RankMemory>{rank_on("n1", 2 * gb)});
    CHECK(shortage(fit_task, needs, memory) == "");
    CHECK(possible_shortage(fit_task, needs, memory)
              .starts_with("fit may need up to 2.5 GB (1 rank x 2.5 GB) on n1, which has 2 GB left"));
    const SharedMemory enough = tightest(std::vector<RankMemory>{rank_on("n1", 3 * gb)});
    CHECK(possible_shortage(fit_task, needs, enough) == "");
}

TEST_CASE("a host without memory for its ranks refuses before any row is made", "[memory]") {
    const Scene scene;
    const Arguments fit = joined({"fit", "-o", scene.path("out.h5")}, endless);
    for (const auto& outcome : {scene.run(fit), scene.run_on(3, fit)}) {
        INFO(outcome.errors);
        CHECK(outcome.exit_code == 70);
        CHECK(count_of("lloyd: error: fit needs about ", outcome.errors) == 1);
        CHECK(count_of(" left (", outcome.errors) == 1);
        CHECK(scene.files().empty());
    }
}

TEST_CASE("--dry-run says that memory is not there, and what is", "[memory]") {
    const Scene scene;
    const Arguments fit = joined({"fit", "--dry-run", "--json"}, endless);
    const auto outcome = scene.run_on(3, fit);
    INFO(outcome.errors);
    REQUIRE(outcome.exit_code == 0);
    CHECK(count_of("lloyd: warning: fit needs about ", outcome.errors) == 1);
    const Json memory = Json::parse(outcome.output).at("plan").at("tightest_memory");
    CHECK(memory.at("ranks") == 3);
    CHECK(memory.at("needed_bytes").get<std::int64_t>() > memory.at("left_bytes").get<std::int64_t>());
    CHECK(memory.at("most_needed_bytes").get<std::int64_t>() >= memory.at("needed_bytes").get<std::int64_t>());

    const auto words = scene.run(joined({"fit", "--dry-run"}, endless));
    CHECK(count_of("rows        1000000000000 x 10 float64, uniform rows=1000000000000", words.output) == 1);
    CHECK(count_of(" left on ", words.output) == 1);
}

TEST_CASE("a limit of one process is kept to", "[memory]") {
    const auto under_limit = [](const std::string& arguments) {
        return start({"sh", "-c", "ulimit -v 8000000 && " LLOYD_EXECUTABLE " " + arguments});
    };
    if (under_limit("--version").exit_code != 0) {
        WARN("skipped: a sanitizer takes more than that");
        return;
    }
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    REQUIRE(scene.run({"fit", scene.path("in.h5"), "-k", "2", "-o", scene.path("r.h5")}).exit_code == 0);
    const std::string out = " --threads 1 -o " + scene.path("out.h5");
    const auto outcome = under_limit("fit --generate uniform --rows 200000000 --features 10 -k 2" + out);
    INFO(outcome.errors);
    CHECK(outcome.exit_code == 70);
    // The host may have even less.
    CHECK(count_of("lloyd: error: fit needs about ", outcome.errors) == 1);
    CHECK(scene.files() == std::vector<std::string>{"in.h5", "r.h5"});
    CHECK(under_limit("predict " + scene.path("r.h5") + " " + scene.path("in.h5") + out).exit_code == 0);
}

TEST_CASE("generate keeps all rows of its serial recipe, in one rank", "[memory]") {
    const Scene scene;
    const auto outcome = scene.run_on(2, {"generate", scene.path("out.h5"), "--rows", "1000000000", "--features",
                                          "1000", "--recipe", "sklearn", "--threads", "1"});
    INFO(outcome.errors);
    CHECK(outcome.exit_code == 70);
    CHECK(count_of("(2 ranks, of which one ", outcome.errors) == 1);
    CHECK(count_of("use another recipe", outcome.errors) == 1);
    CHECK(scene.files().empty());
}
