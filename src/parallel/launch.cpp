#include "lloyd/parallel/launch.hpp"

#include <fmt/format.h>

namespace lloyd {

namespace {

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

int ranks(const Environment& environment, const char* name) { return static_cast<int>(number(environment, name)); }

}  // namespace

MpiFamily mpi_family(const std::string& version) {
    if (has(version, "Open MPI") || has(version, "OpenRTE")) return MpiFamily::open_mpi;
    return has(version, "MPICH") || has(version, "HYDRA") ? MpiFamily::mpich : MpiFamily::other;
}

Launch this_launch(const Environment& environment) {
    if (environment("OMPI_COMM_WORLD_SIZE") != nullptr)
        return {RankLauncher::open_mpi, ranks(environment, "OMPI_COMM_WORLD_SIZE")};
    if (environment("MPI_LOCALNRANKS") != nullptr && environment("PMI_SIZE") != nullptr)
        return {RankLauncher::hydra, ranks(environment, "PMI_SIZE")};
    if (const int tasks = ranks(environment, "SLURM_STEP_NUM_TASKS"); tasks > 0) return {RankLauncher::srun, tasks};
    return {};
}

std::string lonely_reason(const Launch& launch, int world_size, const std::string& mpi_version) {
    if (launch.ranks < 2 || world_size != 1) return "";
    constexpr const char* text =
        "{} started {} ranks that do not see each other (each would do all the work and write "
        "the same file) {}";
    if (launch.launcher == RankLauncher::srun)
        return fmt::format(text, "srun", launch.ranks,
                           fmt::format("add --mpi={} to srun, or another of those that \"srun --mpi=list\" names and "
                                       "this MPI knows",
                                       mpi_family(mpi_version) == MpiFamily::mpich ? "pmi2" : "pmix"));
    return fmt::format(text, launch.launcher == RankLauncher::hydra ? "MPICH's mpirun" : "Open MPI's mpirun",
                       launch.ranks, "use the mpirun of the MPI that lloyd was built with: " + mpi_version);
}

}  // namespace lloyd
