#include "bench/launcher.hpp"

#include <fmt/format.h>

namespace lloyd {

std::vector<std::string> launch_words(Launcher launcher, const Layout& layout, Binding binding) {
    const std::string ranks = std::to_string(layout.ranks);
    switch (launcher) {
        case Launcher::mpirun: {
            // Without PE=, all threads of a rank share one core.
            const std::string per_node = fmt::format("ppr:{}:node", layout.ranks_per_node());
            if (binding == Binding::inherited)
                return {"mpirun", "-n", ranks, "--map-by", per_node, "--bind-to", "none"};
            return {"mpirun",    "-n",  ranks, "--map-by", fmt::format("{}:PE={}", per_node, layout.threads_per_rank),
                    "--bind-to", "core"};
        }
        case Launcher::srun:
            // srun does not take the CPUs of a task from the job.
            return {"srun",
                    "--mpi=pmix",
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
