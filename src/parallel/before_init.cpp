#include "parallel/before_init.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/parallel/launch.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace lloyd {

namespace {

namespace fs = std::filesystem;

/// Of Open MPI; 0 when it is another MPI.
int open_mpi_major(const std::string& version) {
    int major = 0;
    return std::sscanf(version.c_str(), "Open MPI v%d.", &major) == 1 ? major : 0;
}

/// PMIx and PMI-1 or 2 by their standards; mpirun of Open MPI, srun, and those of Cray and IBM by their manuals.
bool has_launcher(const Environment& environment) {
    constexpr std::array variables{"PMIX_NAMESPACE",       "PMIX_RANK",   "PMI_RANK",  "PMI_FD",
                                   "OMPI_COMM_WORLD_SIZE", "ALPS_APP_PE", "PALS_APID", "JSM_NAMESPACE_RANK",
                                   "SLURM_STEP_NUM_TASKS"};
    return std::any_of(variables.begin(), variables.end(),
                       [&](const char* name) { return environment(name) != nullptr; });
}

/// Where Open MPI installs components beside its library, and where Debian does.
bool has_pmix_component_only(const fs::path& mpi_library) {
    bool is_known = false;
    std::error_code error;
    const fs::path library = fs::canonical(mpi_library, error);
    for (const char* folder : {"openmpi", "openmpi/lib/openmpi3"}) {
        const auto has = [&, components = library.parent_path() / folder](const char* name) {
            return fs::exists(components / name, error);
        };
        if (has("mca_pmix_s1.so") || has("mca_pmix_s2.so")) return false;
        is_known |= has("mca_pmix_ext3x.so") || has("mca_pmix_pmix3x.so");
    }
    return is_known;
}

}  // namespace

std::vector<Setting> settings_before_init(const std::string& mpi_version, const Environment& environment) {
    const int major = open_mpi_major(mpi_version);
    if (major == 0 || has_launcher(environment)) return {};
    std::vector<Setting> settings{{"OMPI_MCA_pml", "ob1"}, {"OMPI_MCA_btl", "self"}};
    if (major == 4) {
        settings.push_back({"OMPI_MCA_ess_singleton_isolated", "1"});
        // All isolated processes of a user share one, and fail where another removes it (4.1.4: 7 of 600 starts).
        settings.push_back({"OMPI_MCA_orte_create_session_dirs", "0"});
    }
    return settings;
}

void expect_known_pmi(const std::string& mpi_version, const fs::path& mpi_library, const Environment& environment) {
    const bool by_pmix = environment("PMIX_NAMESPACE") != nullptr;
    if (by_pmix || this_launch(environment).launcher != RankLauncher::srun) return;
    if (open_mpi_major(mpi_version) == 4 && has_pmix_component_only(mpi_library))
        fail(ExitCode::usage,
             "srun started this without PMIx (of Slurm's ways this Open MPI knows no other, and would end here) add "
             "--mpi=pmix to srun");
}

fs::path mpi_library() {
    // Not &MPI_Init, which may be a stub in the executable.
    const void* const init = dlsym(RTLD_DEFAULT, "MPI_Init");
    Dl_info found{};
    return init != nullptr && dladdr(init, &found) != 0 && found.dli_fname != nullptr ? found.dli_fname : "";
}

}  // namespace lloyd
