#include "cli/run.hpp"

#include "cli/console.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/session.hpp"

#include <fmt/format.h>

namespace lloyd::cli {

namespace {

std::string command_line(int argc, char** argv) {
    std::string text;
    for (int i = 0; i < argc; ++i) text += (i > 0 ? " " : "") + std::string(argv[i]);
    return text;
}

ExitCode code_of(const std::exception& error) {
    const auto* known = dynamic_cast<const Error*>(&error);
    return known == nullptr ? ExitCode::software : known->code();
}

bool is_agreed(const std::exception& error, const Communicator& comm) {
    return comm.size() == 1 || dynamic_cast<const AgreedError*>(&error) != nullptr;
}

/// An error that the ranks agreed on is printed by one and returned by all. Any other is this rank's alone (a
/// defect), and others would wait for it in vain: it ends the job.
ExitCode run_on_all_ranks(const Command& command, const Process& process) {
    const Communicator& comm = process.comm;
    try {
        return command.run(process);
    } catch (const std::exception& error) {
        if (!is_agreed(error, comm)) {
            print_error(fmt::format("rank {} alone: {}", comm.rank(), error.what()));
            comm.abort(static_cast<int>(ExitCode::software));
        }
        if (comm.is_root()) print_error(error.what());
        return code_of(error);
    }
}

}  // namespace

ExitCode report(const std::exception& error) {
    if (!is_first_process()) return ExitCode::done;
    print_error(error.what());
    return code_of(error);
}

ExitCode run(const Command& command, int argc, char** argv) {
    const Stopwatch started;
    const std::string typed = command_line(argc, argv);
    try {
        if (command.needs_mpi) {
            const MpiSession session(argc, argv);
            return run_on_all_ranks(command, {session.world(), typed, started});
        }
        return is_first_process() ? command.run({Communicator::serial(), typed, started}) : ExitCode::done;
    } catch (const std::exception& error) {
        return report(error);
    }
}

}  // namespace lloyd::cli
