#include "cli/console.hpp"

#include "lloyd/base/utf8.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

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

void print_error(const std::string& text) { fmt::print(stderr, "lloyd: error: {}\n", to_utf8(text)); }

Console::Console(const Communicator& comm, const ReportOptions& options)
    : speaks_(comm.is_root()), json_(options.json), quiet_(options.quiet) {}

void Console::note(const std::string& text) const {
    if (speaks()) fmt::print(stderr, "lloyd: {}\n", to_utf8(text));
}

void Console::warning(const std::string& text) const {
    if (speaks()) fmt::print(stderr, "lloyd: warning: {}\n", to_utf8(text));
}

void Console::summary(const std::string& text) const {
    if (speaks() && !json_) std::fputs(to_utf8(text).c_str(), stdout);
}

void Console::json(const nlohmann::ordered_json& document, int indent) const {
    constexpr auto replace = nlohmann::ordered_json::error_handler_t::replace;  // as to_utf8 does
    if (speaks_ && json_) std::puts(document.dump(indent, ' ', false, replace).c_str());
}

}  // namespace lloyd::cli
