#include "cli/where.hpp"

#include "cli/slurm_text.hpp"
#include "cli/text.hpp"
#include "lloyd/core/simd_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <string>

namespace lloyd::cli {

namespace {

/// The first number of OMP_NUM_THREADS (nested levels follow it); 0 when it is unset or no number.
int threads_of_environment() {
    const char* text = std::getenv("OMP_NUM_THREADS");
    return text == nullptr ? 0 : std::max(std::atoi(text), 0);
}

int share_of_usable_cpus(const Communicator& comm) {
    const Placement mine = this_placement();
    const std::string place = mine.host + ' ' + mine.cpus;
    const std::vector<std::string> places = comm.all_gather(place);
    const auto sharing = static_cast<int>(std::count(places.begin(), places.end(), place));
    return std::max(mine.usable_cpus / sharing, 1);
}

int threads_per_rank(const Communicator& comm, int asked) {
    if (asked > 0) return asked;
    const int share = share_of_usable_cpus(comm);
    const int of_environment = threads_of_environment();
    std::array<std::int64_t, 1> negated{-(of_environment > 0 ? of_environment : share)};
    comm.max(negated);
    return static_cast<int>(-negated[0]);
}

}  // namespace

Where settle(const Communicator& comm, int asked_threads, const Console& console) {
    const int threads = threads_per_rank(comm, asked_threads);
    Where where{{comm, Team(threads)}, job_placement(comm, threads)};
    console.note(fmt::format("{}, {}", placement_text(where.placement), simd_target_name()));
    if (!where.placement.warning.empty()) console.warning(where.placement.warning);
    if (const std::optional<SlurmJob> job = slurm_job()) {
        console.note(slurm_text(*job, std::time(nullptr)));
        const std::string warning = slurm_warning(*job, where.placement);
        if (!warning.empty()) console.warning(warning);
    }
    return where;
}

}  // namespace lloyd::cli
