#include "cli/slurm_text.hpp"

#include "cli/scene.hpp"
#include "support/catch.hpp"

using namespace lloyd;
using namespace lloyd::cli;
using namespace lloyd::test;

namespace {

constexpr std::int64_t now = 1'700'000'000;

SlurmJob job() {
    return {.id = "123",
            .nodes = 2,
            .tasks = 4,
            .launcher = SlurmLauncher::srun,
            .cpus_per_task = 2,
            .node_memory_bytes = 16'000'000'000,
            .end_time = now + 54 * 60 + 59};
}

JobPlacement on(int ranks, int least_usable_cpus) {
    JobPlacement placement;
    placement.ranks = ranks;
    placement.least_usable_cpus = least_usable_cpus;
    return placement;
}

}  // namespace

TEST_CASE("a job is told in a line", "[slurm]") {
    CHECK(slurm_text(job(), now) == "Slurm job 123: 2 nodes, 4 tasks, 2 CPUs a task, 16 GB a node, 54 min left");
    SlurmJob long_one = job();
    long_one.end_time = now + 26 * 3600 + 61;
    CHECK(count_of("26 h 1 min left", slurm_text(long_one, now)) == 1);
    CHECK(count_of("0 min left", slurm_text(job(), now + 10 * 3600)) == 1);
}

TEST_CASE("what Slurm did not say of a job is left out", "[slurm]") {
    CHECK(slurm_text({.id = "7"}, now) == "Slurm job 7");
    CHECK(slurm_text({.id = "7", .nodes = 1, .tasks = 1}, now) == "Slurm job 7: 1 node, 1 task");
}

TEST_CASE("a job whose ranks have all that it gives needs no warning", "[slurm]") {
    CHECK(slurm_warning(job(), on(4, 2)) == "");
    CHECK(slurm_warning({.id = "7"}, on(1, 1)) == "");
    SlurmJob lone = job();
    lone.launcher = SlurmLauncher::none;
    lone.tasks = 1;
    CHECK(slurm_warning(lone, on(1, 2)) == "");
    SlurmJob chosen = job();  // as who says mpirun -n 1 means it
    chosen.launcher = SlurmLauncher::mpirun;
    CHECK(slurm_warning(chosen, on(1, 2)) == "");
}

TEST_CASE("CPUs that a launcher did not hand on are named with the words that do", "[slurm]") {
    const std::string with_srun = slurm_warning(job(), on(4, 1));
    CHECK(count_of("2 CPUs", with_srun) == 1);
    CHECK(count_of("may use 1 of them", with_srun) == 1);
    CHECK(count_of("add --cpus-per-task=\"$SLURM_CPUS_PER_TASK\" to srun", with_srun) == 1);
    SlurmJob by_mpirun = job();
    by_mpirun.launcher = SlurmLauncher::mpirun;
    CHECK(count_of("PE=$SLURM_CPUS_PER_TASK\" --bind-to core to mpirun", slurm_warning(by_mpirun, on(4, 1))) == 1);
}

TEST_CASE("a process alone in a job of several tasks is told how to start them", "[slurm]") {
    SlurmJob alone = job();
    alone.launcher = SlurmLauncher::none;
    CHECK(count_of("start it with srun --mpi=pmix --cpus-per-task=", slurm_warning(alone, on(1, 8))) == 1);
}

TEST_CASE("commands say what Slurm gave, and what of it is idle", "[slurm]") {
    const Scene scene;
    const Arguments generate{LLOYD_EXECUTABLE, "generate", scene.path("x.h5"), "--rows", "9", "--dry-run"};
    const auto outcome = start(generate, {"SLURM_JOB_ID=5", "SLURM_JOB_NUM_NODES=1", "SLURM_NTASKS=3"});
    INFO(outcome.errors);
    CHECK(outcome.exit_code == 0);
    CHECK(count_of("lloyd: Slurm job 5: 1 node, 3 tasks\n", outcome.errors) == 1);
    CHECK(count_of("lloyd: warning: the job has 3 tasks", outcome.errors) == 1);
}

TEST_CASE("tasks that srun started alone are refused", "[slurm]") {
    const Scene scene;
    const Arguments generate{LLOYD_EXECUTABLE, "generate", scene.path("x.h5"), "--rows", "9"};
    const auto outcome = start(generate, {"SLURM_JOB_ID=5", "SLURM_STEP_NUM_TASKS=3", "SLURM_PROCID=0"});
    CHECK(outcome.exit_code == 64);
    // Before MPI starts, where that would end them, or after.
    CHECK(count_of("lloyd: error: srun started ", outcome.errors) == 1);
    CHECK(count_of("add --mpi=pmi", outcome.errors) == 1);  // pmix for Open MPI, pmi2 for MPICH
    CHECK(scene.files().empty());
}
