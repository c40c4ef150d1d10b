// What becomes of a job when a rank fails, or a launcher.
#include "cli/scene.hpp"
#include "lloyd/parallel/launch.hpp"
#include "lloyd/parallel/session.hpp"
#include "support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>

using namespace lloyd::test;

namespace {

const std::string of_this_mpi = lloyd::mpi_family(lloyd::mpi_version()) == lloyd::MpiFamily::mpich
                                    ? "HYDRA build details:"
                                    : "mpirun (Open MPI) 4.1.4";

/// What lloyd bench says when its mpirun is this shell script, or missing without one.
lloyd::ProcessOutcome bench_with(const std::string& mpirun) {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    std::filesystem::create_directory(scene.path("bin"));
    if (!mpirun.empty()) {
        std::ofstream(scene.path("bin/mpirun")) << "#!/bin/sh\n" << mpirun << '\n';
        std::filesystem::permissions(scene.path("bin/mpirun"), std::filesystem::perms::owner_all);
    }
    const Arguments bench{"bench",        scene.path("in.h5"), "-k",         "2",
                          "--output-dir", scene.path("out"),   "--launcher", "mpirun"};
    return start(joined({LLOYD_EXECUTABLE}, bench), {"PATH=" + scene.path("bin")});
}

void expect_one_line(const lloyd::ProcessOutcome& outcome, const std::string& what) {
    INFO(outcome.errors);
    CHECK(outcome.exit_code == 64);
    CHECK(count_of("\n", outcome.errors) == 1);
    CHECK(count_of("lloyd: error: " + what, outcome.errors) == 1);
}

}  // namespace

TEST_CASE("a rank that fails alone ends the job instead of hanging it", "[run]") {
    const auto outcome = start(joined(as_ranks(3, 60), {LLOYD_LONE_FAILURE}));
    INFO(outcome.errors);
    CHECK(outcome.exit_code == 65);
    CHECK(count_of("lloyd: error: rank 1 alone: a defect\n", outcome.errors) == 1);
}

TEST_CASE("a launcher that is missing, of another MPI or without slots ends in one line", "[run]") {
    expect_one_line(bench_with(""), "there is no mpirun");
    expect_one_line(bench_with("echo 'mpirun of nobody 1.0'"), "mpirun is of another MPI, \"mpirun of nobody 1.0\"");
    expect_one_line(bench_with("[ \"$1\" = --version ] && echo '" + of_this_mpi +
                               "' && exit; echo 'There are not enough slots available in the system' >&2; exit 77"),
                    "mpirun has fewer slots than there are cores");
}

TEST_CASE("processes without a launcher do not get into each other's way", "[run]") {
    const Arguments fit = joined({LLOYD_EXECUTABLE}, words("fit --generate uniform --rows 9 -k 2 --dry-run --quiet"));
    std::vector<std::future<int>> failures;
    for (int together = 0; together < 4; ++together)
        failures.push_back(std::async(std::launch::async, [&] {
            int failed = 0;
            for (int i = 0; i < 75; ++i)
                if (start(fit).exit_code != 0) ++failed;
            return failed;
        }));
    for (std::future<int>& failed : failures) CHECK(failed.get() == 0);
}

TEST_CASE("ranks that another MPI's launcher started are refused, once", "[run]") {
    const Scene scene;
    const Arguments fit{LLOYD_EXECUTABLE,    "fit", "--generate", "uniform", "--rows", "9", "-k", "2", "-o",
                        scene.path("out.h5")};
    for (const Arguments& variables : {Arguments{"OMPI_COMM_WORLD_SIZE=2", "OMPI_COMM_WORLD_RANK="},
                                       Arguments{"PMI_SIZE=2", "MPI_LOCALNRANKS=2", "PMI_RANK="}}) {
        for (const int rank : {0, 1}) {
            Arguments of_rank = variables;
            of_rank.back() += std::to_string(rank);
            const auto outcome = start(fit, of_rank);
            INFO(outcome.errors);
            CHECK(outcome.exit_code == (rank == 0 ? 64 : 0));
            CHECK(count_of("mpirun started 2 ranks that do not see each other", outcome.errors) == (rank == 0 ? 1 : 0));
        }
    }
    CHECK(scene.files().empty());
}
