#include "parallel/before_init.hpp"

#include "lloyd/base/error.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace lloyd {

namespace {

namespace fs = std::filesystem;

struct OpenMpi {
    int major = 0;  ///< 0 when it is another MPI
    int minor = 0;
    int release = 0;

    bool may_write_wrong_bytes() const {
        if (major == 5) return minor == 0 && release < 6;
        return major > 0 && (major < 4 || (major == 4 && (minor < 1 || (minor == 1 && release < 7))));
    }
};

OpenMpi open_mpi(const std::string& version) {
    OpenMpi mpi;
    const int read = std::sscanf(version.c_str(), "Open MPI v%d.%d.%d", &mpi.major, &mpi.minor, &mpi.release);
    return read == 3 ? mpi : OpenMpi{};
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
    std::vector<Setting> settings;
    const OpenMpi mpi = open_mpi(mpi_version);
    if (mpi.may_write_wrong_bytes()) settings.push_back({"OMPI_MCA_fs_ufs_lock_algorithm", "3"});
    if (mpi.major > 0 && !has_launcher(environment)) {
        settings.push_back({"OMPI_MCA_pml", "ob1"});
        settings.push_back({"OMPI_MCA_btl", "self"});
        if (mpi.major == 4) settings.push_back({"OMPI_MCA_ess_singleton_isolated", "1"});
    }
    return settings;
}

void expect_known_pmi(const std::string& mpi_version, const fs::path& mpi_library, const Environment& environment) {
    const std::optional<SlurmJob> job = slurm_job(environment);
    if (!job || job->launcher != SlurmLauncher::srun || environment("PMIX_NAMESPACE") != nullptr) return;
    if (open_mpi(mpi_version).major == 4 && has_pmix_component_only(mpi_library))
        fail(ExitCode::usage,
             "srun started this without PMIx (the only way from srun to ranks that this Open MPI knows, it would end "
             "here) "
             "add --mpi=pmix to srun");
}

fs::path mpi_library() {
    // Not &MPI_Init, which may be a stub in the executable.
    const void* const init = dlsym(RTLD_DEFAULT, "MPI_Init");
    Dl_info found{};
    return init != nullptr && dladdr(init, &found) != 0 && found.dli_fname != nullptr ? found.dli_fname : "";
}

}  // namespace lloyd
