// A command with a defect: one rank fails without telling the others, which wait for it.
#include "cli/run.hpp"

int main(int argc, char** argv) {
    using lloyd::cli::Process;
    const auto fail_alone = [](const Process& process) {
        if (process.comm.rank() == 1) throw lloyd::Error(lloyd::ExitCode::data, "a defect");
        process.comm.barrier();
        return lloyd::ExitCode::done;
    };
    return static_cast<int>(lloyd::cli::run({nullptr, true, fail_alone}, argc, argv));
}
