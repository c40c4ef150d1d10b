#include "lloyd/parallel/launch.hpp"

#include "support/catch.hpp"
#include "support/variables.hpp"

using namespace lloyd;
using lloyd::test::environment_of;
using lloyd::test::Variables;

TEST_CASE("an MPI is known by what it or its mpirun says of itself", "[launch]") {
    CHECK(mpi_family("Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4") == MpiFamily::open_mpi);
    CHECK(mpi_family("mpirun (Open MPI) 6.0.0rc2") == MpiFamily::open_mpi);
    CHECK(mpi_family("mpiexec (OpenRTE) 4.1.4") == MpiFamily::open_mpi);
    CHECK(mpi_family("MPICH Version:      4.0.2") == MpiFamily::mpich);
    CHECK(mpi_family("HYDRA build details:") == MpiFamily::mpich);
    CHECK(mpi_family("Intel(R) MPI Library for Linux* OS, Version 2021.13") == MpiFamily::other);
    CHECK(mpi_family("") == MpiFamily::other);
}

TEST_CASE("each launcher is known by what it sets for its ranks", "[launch]") {
    const auto launch = [](const Variables& variables) { return this_launch(environment_of(variables)); };
    CHECK(launch({}).launcher == RankLauncher::none);
    CHECK(launch({{"SLURM_JOB_ID", "5"}, {"SLURM_PROCID", "0"}}).launcher == RankLauncher::none);  // a batch script

    const Launch by_mpirun = launch({{"OMPI_COMM_WORLD_SIZE", "4"}, {"SLURM_STEP_NUM_TASKS", "2"}});
    CHECK(by_mpirun.launcher == RankLauncher::open_mpi);
    CHECK(by_mpirun.ranks == 4);
    const Launch by_hydra =
        launch({{"PMI_SIZE", "3"}, {"PMI_RANK", "0"}, {"MPI_LOCALNRANKS", "3"}, {"SLURM_STEP_NUM_TASKS", "1"}});
    CHECK(by_hydra.launcher == RankLauncher::hydra);
    CHECK(by_hydra.ranks == 3);
    const Launch by_srun = launch({{"PMI_SIZE", "2"}, {"PMI_RANK", "0"}, {"SLURM_STEP_NUM_TASKS", "2"}});
    CHECK(by_srun.launcher == RankLauncher::srun);
    CHECK(by_srun.ranks == 2);
}

TEST_CASE("ranks that see nobody are told what to start them with", "[launch]") {
    const auto reason = [](RankLauncher launcher, int ranks, int world) {
        return lonely_reason({launcher, ranks}, world, "Open MPI v4.1.4");
    };
    CHECK(reason(RankLauncher::none, 0, 1).empty());
    CHECK(reason(RankLauncher::srun, 1, 1).empty());
    CHECK(reason(RankLauncher::open_mpi, 4, 4).empty());
    CHECK(reason(RankLauncher::srun, 3, 1).starts_with("srun started 3 ranks"));
    CHECK(reason(RankLauncher::srun, 3, 1).find("--mpi=pmix") != std::string::npos);
    CHECK(lonely_reason({RankLauncher::srun, 3}, 1, "MPICH Version:      4.0.2").find("--mpi=pmi2") !=
          std::string::npos);
    CHECK(reason(RankLauncher::hydra, 2, 1).starts_with("MPICH's mpirun started 2 ranks"));
    CHECK(reason(RankLauncher::hydra, 2, 1).ends_with("lloyd was built with: Open MPI v4.1.4"));
    CHECK(reason(RankLauncher::open_mpi, 2, 1).starts_with("Open MPI's mpirun started 2 ranks"));
}
