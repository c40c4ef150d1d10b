#include "parallel/before_init.hpp"

#include "lloyd/base/error.hpp"
#include "support/catch.hpp"
#include "support/variables.hpp"

#include <unistd.h>

#include <fstream>

using namespace lloyd;
using lloyd::test::environment_of;
using lloyd::test::Variables;

namespace {

Variables settings(const std::string& version, const Variables& variables = {}) {
    Variables found;
    for (const auto& [name, value] : settings_before_init(version, environment_of(variables))) found[name] = value;
    return found;
}

const std::string debian_12 = "Open MPI v4.1.4, package: Debian OpenMPI, ident: 4.1.4, repo rev: v4.1.4, May 26, 2022";
const Variables step{{"SLURM_JOB_ID", "7"}, {"SLURM_STEP_NUM_TASKS", "2"}, {"SLURM_PROCID", "0"}};

/// A library of MPI with these components in a folder of that name beside it; gone afterwards.
class Installation {
public:
    Installation(const std::string& folder, const std::vector<std::string>& components) {
        std::string name = (std::filesystem::temp_directory_path() / "lloyd-mpi-XXXXXX").string();
        root_ = mkdtemp(name.data());
        std::filesystem::create_directories(root_ / folder);
        for (const std::string& component : components) std::ofstream(root_ / folder / component).put('x');
        std::ofstream(library()).put('x');
    }
    ~Installation() { std::filesystem::remove_all(root_); }

    std::filesystem::path library() const { return root_ / "libmpi.so.40"; }

private:
    std::filesystem::path root_;
};

bool is_refused(const std::string& version, const std::filesystem::path& library, const Variables& variables) {
    try {
        expect_known_pmi(version, library, environment_of(variables));
        return false;
    } catch (const Error& error) {
        CHECK(error.code() == ExitCode::usage);
        CHECK(std::string(error.what()).find("--mpi=pmix") != std::string::npos);
        return true;
    }
}

}  // namespace

TEST_CASE("a process without a launcher looks for no networks and starts no daemon", "[before_init]") {
    const Variables alone{{"OMPI_MCA_pml", "ob1"}, {"OMPI_MCA_btl", "self"}};
    CHECK(settings("Open MPI v5.0.7, package: Debian OpenMPI") == alone);
    Variables four = alone;
    four["OMPI_MCA_ess_singleton_isolated"] = "1";
    four["OMPI_MCA_orte_create_session_dirs"] = "0";
    CHECK(settings("Open MPI v4.1.7") == four);
    CHECK(settings("Open MPI v4.1.7", {{"SLURM_JOB_ID", "7"}, {"SLURM_PROCID", "0"}}) == four);  // in a batch script
    CHECK(settings("MPICH Version:      4.0.2").empty());
}

TEST_CASE("what a launcher started is left as it is", "[before_init]") {
    for (const char* variable :
         {"PMIX_RANK", "PMI_RANK", "OMPI_COMM_WORLD_SIZE", "PALS_APID", "SLURM_STEP_NUM_TASKS", "JSM_NAMESPACE_RANK"})
        CHECK(settings("Open MPI v5.0.7", {{variable, "1"}}).empty());
}

TEST_CASE("a task of srun without PMIx is refused where MPI would end it", "[before_init]") {
    const Installation debian("openmpi/lib/openmpi3", {"mca_pmix_ext3x.so", "mca_pmix_isolated.so"});
    CHECK(is_refused(debian_12, debian.library(), step));
    Variables by_pmi2 = step;
    by_pmi2["PMI_RANK"] = "0";
    CHECK(is_refused(debian_12, debian.library(), by_pmi2));

    Variables by_pmix = step;
    by_pmix["PMIX_NAMESPACE"] = "slurm.pmix.7.0";
    CHECK_FALSE(is_refused(debian_12, debian.library(), by_pmix));
    CHECK_FALSE(is_refused(debian_12, debian.library(), {}));
    CHECK_FALSE(is_refused(debian_12, debian.library(), {{"SLURM_JOB_ID", "7"}}));
    CHECK_FALSE(is_refused("Open MPI v5.0.7", debian.library(), step));  // starts as a rank of its own
    CHECK_FALSE(is_refused("MPICH Version:      4.0.2", debian.library(), step));
}

TEST_CASE("an Open MPI that knows an older PMI, or is not known, decides by itself", "[before_init]") {
    const Installation with_pmi2("openmpi", {"mca_pmix_pmix3x.so", "mca_pmix_s2.so"});
    CHECK_FALSE(is_refused(debian_12, with_pmi2.library(), step));
    const Installation without_components("openmpi", {});
    CHECK_FALSE(is_refused(debian_12, without_components.library(), step));
    CHECK_FALSE(is_refused(debian_12, "", step));
}

TEST_CASE("the library of MPI is found", "[before_init]") {
    CHECK(std::filesystem::exists(mpi_library()));
    CHECK(mpi_library().filename().string().find("libmpi") == 0);
}
