#include "lloyd/parallel/slurm_job.hpp"

#include "support/catch.hpp"
#include "support/variables.hpp"

using namespace lloyd;
using lloyd::test::Variables;
using lloyd::test::with;

namespace {

std::optional<SlurmJob> job_of(const Variables& variables) { return slurm_job(test::environment_of(variables)); }

/// As Slurm 22.05 sets them in a batch script; later ones add the times.
const Variables batch{{"SLURM_JOB_ID", "123"},      {"SLURM_JOB_NUM_NODES", "2"}, {"SLURM_NTASKS", "4"},
                      {"SLURM_CPUS_PER_TASK", "3"}, {"SLURM_CPUS_ON_NODE", "6"},  {"SLURM_MEM_PER_NODE", "2048"}};

}  // namespace

TEST_CASE("there is no job outside Slurm") {
    CHECK_FALSE(job_of({}));
    CHECK_FALSE(job_of({{"SLURM_JOB_ID", ""}, {"SLURM_NTASKS", "4"}}));
    CHECK_FALSE(job_of({{"SLURM_NTASKS", "4"}}));
}

TEST_CASE("a batch script's job is what Slurm says") {
    const std::optional<SlurmJob> job = job_of(batch);
    REQUIRE(job);
    CHECK(job->id == "123");
    CHECK(job->nodes == 2);
    CHECK(job->tasks == 4);
    CHECK(job->launcher == SlurmLauncher::none);
    CHECK(job->cpus_per_task == 3);
    CHECK(job->node_memory_bytes == 2147483648);
    CHECK_FALSE(job->end_time);
}

TEST_CASE("a step's tasks are its own") {
    const std::optional<SlurmJob> job = job_of(with(batch, {{"SLURM_STEP_NUM_TASKS", "2"}}));
    CHECK(job->tasks == 2);
    CHECK(job->launcher == SlurmLauncher::srun);
}

TEST_CASE("what mpirun starts is no step, though its daemon is") {
    const auto job = job_of(with(batch, {{"SLURM_STEP_NUM_TASKS", "1"}, {"OMPI_COMM_WORLD_SIZE", "4"}}));
    CHECK(job->tasks == 4);
    CHECK(job->launcher == SlurmLauncher::mpirun);
}

TEST_CASE("memory a CPU is that of all the job's CPUs on the node") {
    Variables variables = with(batch, {{"SLURM_MEM_PER_CPU", "100"}});
    variables.erase("SLURM_MEM_PER_NODE");
    CHECK(job_of(variables)->node_memory_bytes == 600 * (1 << 20));
    variables.erase("SLURM_CPUS_ON_NODE");
    CHECK(job_of(variables)->node_memory_bytes == 0);
}

TEST_CASE("--mem=0, all that a node has, is no figure") {
    CHECK(job_of(with(batch, {{"SLURM_MEM_PER_NODE", "0"}}))->node_memory_bytes == 0);
}

TEST_CASE("a job ends when Slurm says") {
    CHECK(job_of(with(batch, {{"SLURM_JOB_END_TIME", "1795897921"}}))->end_time == 1795897921);
}

TEST_CASE("what is no number says nothing") {
    for (const char* text : {"", "x", "-1", "2x", "2(x2)", "99999999999999999999"}) {
        INFO(text);
        const auto job = job_of({{"SLURM_JOB_ID", "1"},
                                 {"SLURM_JOB_NUM_NODES", text},
                                 {"SLURM_NTASKS", text},
                                 {"SLURM_STEP_NUM_TASKS", text},
                                 {"SLURM_CPUS_PER_TASK", text},
                                 {"SLURM_MEM_PER_NODE", text},
                                 {"SLURM_JOB_END_TIME", text}});
        REQUIRE(job);
        CHECK(job->nodes == 0);
        CHECK(job->tasks == 0);
        CHECK(job->launcher == SlurmLauncher::none);
        CHECK(job->cpus_per_task == 0);
        CHECK(job->node_memory_bytes == 0);
        CHECK_FALSE(job->end_time);
    }
}
