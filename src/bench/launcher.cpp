#include "bench/launcher.hpp"

#include <fmt/format.h>

namespace lloyd {

namespace {

std::vector<std::string> words_for_open_mpi(const Layout& layout, Binding binding) {
    const std::string ranks = std::to_string(layout.ranks);
    const std::string per_node = fmt::format("ppr:{}:node", layout.ranks_per_node());
    if (binding == Binding::inherited) return {"mpirun", "-n", ranks, "--map-by", per_node, "--bind-to", "none"};
    // Without PE=, all threads of a rank share one core.
    return {"mpirun",    "-n",  ranks, "--map-by", fmt::format("{}:PE={}", per_node, layout.threads_per_rank),
            "--bind-to", "core"};
}

std::vector<std::string> words_for_hydra(const Layout& layout, Binding binding) {
    return {"mpirun",
            "-n",
            std::to_string(layout.ranks),
            "-ppn",
            std::to_string(layout.ranks_per_node()),
            "-bind-to",
            binding == Binding::inherited ? "none" : fmt::format("core:{}", layout.threads_per_rank)};
}

}  // namespace

std::vector<std::string> launch_words(Launcher launcher, MpiFamily mpi, const Layout& layout, Binding binding) {
    const std::string ranks = std::to_string(layout.ranks);
    switch (launcher) {
        case Launcher::mpirun:
            return mpi == MpiFamily::mpich ? words_for_hydra(layout, binding) : words_for_open_mpi(layout, binding);
        case Launcher::srun:
            // srun does not take the CPUs of a task from the job.
            return {"srun",
                    mpi == MpiFamily::mpich ? "--mpi=pmi2" : "--mpi=pmix",
                    fmt::format("--nodes={}", layout.nodes),
                    "--ntasks=" + ranks,
                    fmt::format("--cpus-per-task={}", layout.threads_per_rank),
                    "--cpu-bind=cores"};
        case Launcher::none:
            break;
    }
    return {};
}

}  // namespace lloyd
