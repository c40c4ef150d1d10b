#include "cli/console.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace lloyd::cli {

bool is_first_process() {
    // Open MPI's mpirun, any PMIx or PMI launcher, srun.
    constexpr std::array variables{"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"};
    for (const char* variable : variables)
        if (const char* rank = std::getenv(variable)) return std::atoi(rank) == 0;
    return true;
}

bool flush_output() { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

void print_error(const std::string& text) { fmt::print(stderr, "lloyd: error: {}\n", text); }

Console::Console(const Communicator& comm, const ReportOptions& options)
    : speaks_(comm.is_root()), json_(options.json), quiet_(options.quiet) {}

void Console::note(const std::string& text) const {
    if (speaks()) fmt::print(stderr, "lloyd: {}\n", text);
}

void Console::warning(const std::string& text) const {
    if (speaks()) fmt::print(stderr, "lloyd: warning: {}\n", text);
}

void Console::summary(const std::string& text) const {
    if (speaks() && !json_) std::fputs(text.c_str(), stdout);
}

void Console::json(const std::string& document) const {
    if (speaks_ && json_) std::puts(document.c_str());
}

}  // namespace lloyd::cli
