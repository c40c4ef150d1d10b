// A fault on one rank in the middle of a phase: the job ends with its message, and nothing passes for a result.
#include "cli/scene.hpp"
#include "lloyd/files/compare_results.hpp"
#include "lloyd/parallel/launch.hpp"
#include "lloyd/parallel/session.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <future>

using namespace lloyd::test;

namespace {

constexpr int ranks = 3;

/// As tests/cli/fault.cpp reads it.
struct Fault {
    std::string phase;
    int rank;
    std::string kind;
    int call = 1;

    std::string text() const { return phase + ':' + std::to_string(rank) + ':' + kind + ':' + std::to_string(call); }
};

/// Each rank in each phase. Rank 0 makes the file, writes rows, and finishes it.
std::vector<Fault> faults(const std::string& kind) {
    std::vector<Fault> all;
    for (const std::string phase : {"read", "tile", "seed", "iterate", "metrics", "write"})
        for (int rank = 0; rank < ranks; ++rank) all.push_back({phase, rank, kind});
    all.push_back({"write", 0, kind, 2});
    all.push_back({"write", 0, kind, 3});
    return all;
}

/// What became of a fit, and the names of what is in the folder that it had for its output.
struct Aftermath {
    Fault fault;
    lloyd::ProcessOutcome process;
    std::string output;
    Arguments left;
};

/// The limit of 60 s is one that only a job that hangs reaches; the launcher ends it with another code then.
Aftermath fit_with(const Scene& scene, const Fault& fault, const Arguments& more) {
    const std::filesystem::path folder = scene.path(fault.text());
    std::filesystem::create_directory(folder);
    const std::string output = folder / "out.h5";
    const Arguments launch = joined(as_ranks(ranks, 60), {LLOYD_FAULTY});
    const Arguments fit = words("fit -k 2 --n-init 2 --threads 1 --silhouette-sample 8 --quiet");
    const Arguments command = joined(joined(launch, fit), joined({scene.path("in.h5"), "-o", output}, more));
    Aftermath aftermath{fault, start(command, {"LLOYD_FAULT=" + fault.text()}), output, {}};
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        aftermath.left.push_back(entry.path().filename().string());
    return aftermath;
}

/// check() of each fault of a kind; a few jobs at a time.
template <class Check>
void for_each_fault(const std::vector<Fault>& all, const Arguments& more, const Check& check) {
    constexpr std::size_t at_a_time = 8;
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    for (std::size_t begin = 0; begin < all.size(); begin += at_a_time) {
        std::vector<std::future<Aftermath>> jobs;
        for (std::size_t i = begin; i < std::min(begin + at_a_time, all.size()); ++i)
            jobs.push_back(std::async(std::launch::async, [&, i] { return fit_with(scene, all[i], more); }));
        for (std::future<Aftermath>& job : jobs) {
            const Aftermath aftermath = job.get();
            INFO(aftermath.fault.text() << ": " << aftermath.process.errors);
            check(aftermath);
        }
    }
}

void expect_told(const Aftermath& aftermath, int code, const std::string& message) {
    CHECK(aftermath.process.exit_code == code);
    CHECK(count_of("lloyd: error: ", aftermath.process.errors) == 1);
    CHECK(count_of(message, aftermath.process.errors) == 1);
    // Where ranks meet too often to ask each time whether all are well, one ends the job alone.
    CHECK(count_of(" alone: ", aftermath.process.errors) == (aftermath.fault.phase == "seed" ? 1 : 0));
    CHECK(aftermath.left.empty());
}

void expect_told_error(const Aftermath& aftermath) {
    expect_told(aftermath, 65, "rank " + std::to_string(aftermath.fault.rank) + " was told to fail");
}

}  // namespace

TEST_CASE("an error of one rank is the job's", "[faults]") { for_each_fault(faults("throw"), {}, expect_told_error); }

TEST_CASE("an error of one rank in a later step is the job's", "[faults]") {
    std::vector<Fault> later;
    for (const std::string phase : {"tile", "seed", "iterate", "metrics"}) later.push_back({phase, 1, "throw", 2});
    for_each_fault(later, {}, expect_told_error);
}

TEST_CASE("an error of one rank in a round of k-means|| is the job's", "[faults]") {
    for_each_fault({{"seed", 0, "throw"}, {"seed", 2, "throw", 2}}, {"--init", "k-means||"}, expect_told_error);
}

TEST_CASE("memory that one rank does not get ends the job", "[faults]") {
    for_each_fault(faults("bad_alloc"), {},
                   [](const Aftermath& aftermath) { expect_told(aftermath, 70, "out of memory"); });
}

TEST_CASE("a rank that is killed ends the job", "[faults]") {
    for_each_fault(faults("kill"), {}, [](const Aftermath& aftermath) {
        CHECK(aftermath.process.exit_code == 128 + 9);
        CHECK(std::ranges::count(aftermath.left, "out.h5") == 0);
    });
}

TEST_CASE("a rank that exits by itself ends the job", "[faults]") {
    std::vector<int> codes{3};
    // MPICH's mpirun tells this, or how it ended the others.
    if (lloyd::mpi_family(lloyd::mpi_version()) == lloyd::MpiFamily::mpich) codes.push_back(128 + 9);
    for_each_fault(faults("exit"), {}, [&](const Aftermath& aftermath) {
        INFO(aftermath.process.exit_code);
        CHECK(std::ranges::count(codes, aftermath.process.exit_code) == 1);
        CHECK(std::ranges::count(aftermath.left, "out.h5") == 0);
    });
}

TEST_CASE("a rank that is stopped and continued changes nothing", "[faults]") {
    std::vector<Fault> all = faults("stop");
    all.push_back({"none", 0, "none"});
    std::string whole;
    std::reverse(all.begin(), all.end());  // the undisturbed one first
    for_each_fault(all, {}, [&](const Aftermath& aftermath) {
        REQUIRE(aftermath.process.exit_code == 0);
        if (whole.empty()) whole = aftermath.output;
        CHECK(lloyd::first_difference(whole, aftermath.output) == "");
        CHECK(aftermath.left == Arguments{"out.h5"});
    });
}

TEST_CASE("generate and predict end with an error of one rank as well", "[faults]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    REQUIRE(scene.run({"fit", scene.path("in.h5"), "-k", "2", "-o", scene.path("r.h5")}).exit_code == 0);
    const Arguments generate{"generate", scene.path("out.h5"), "--rows", "9"};
    const Arguments predict{"predict", scene.path("r.h5"), scene.path("in.h5"), "-o", scene.path("out.h5")};
    struct Case {
        Arguments command;
        Fault fault;
        int code;
    };
    for (const Case& tried : {Case{generate, {"write", 0, "throw"}, 65}, Case{generate, {"write", 2, "throw"}, 65},
                              Case{generate, {"write", 1, "kill"}, 128 + 9}, Case{predict, {"read", 1, "throw"}, 65},
                              Case{predict, {"write", 1, "bad_alloc"}, 70}}) {
        const Arguments launch = joined(as_ranks(ranks, 60), {LLOYD_FAULTY});
        const auto outcome =
            start(joined(launch, joined(tried.command, words("--threads 1"))), {"LLOYD_FAULT=" + tried.fault.text()});
        INFO(tried.command[0] << ' ' << tried.fault.text() << ": " << outcome.errors);
        CHECK(outcome.exit_code == tried.code);
        CHECK(count_of("lloyd: error: ", outcome.errors) == (tried.code == 128 + 9 ? 0 : 1));
        CHECK_FALSE(std::filesystem::exists(scene.path("out.h5")));
    }
}
