#include "cli/run.hpp"

#include "cli/console.hpp"
#include "lloyd/core/simd_target.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/session.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace lloyd::cli {

namespace {

std::string command_line(int argc, char** argv) {
    std::string text;
    for (int i = 0; i < argc; ++i) text += (i > 0 ? " " : "") + std::string(argv[i]);
    return text;
}

/// The best one that this CPU has, or the one that LLOYD_SIMD_TARGET asks for, on this rank.
void choose_simd_target() {
    if (const char* name = std::getenv("LLOYD_SIMD_TARGET"); name != nullptr && *name != '\0') use_simd_target(name);
}

bool is_agreed(const std::exception& error, const Communicator& comm) {
    return comm.size() == 1 || dynamic_cast<const AgreedError*>(&error) != nullptr;
}

/// An error that the ranks agreed on is printed by one and returned by all. Any other is this rank's alone, and others
/// would wait for it in vain: it ends the job.
ExitCode run_on_all_ranks(const Command& command, const Process& process) {
    const Communicator& comm = process.comm;
    try {
        agree(comm, choose_simd_target);
        return command.run(process);
    } catch (const std::exception& thrown) {
        const Error error = as_error(std::current_exception());
        if (!is_agreed(thrown, comm)) {
            print_error(fmt::format("rank {} alone: {}", comm.rank(), error.what()));
            comm.abort(static_cast<int>(error.code()));
        }
        if (comm.is_root()) print_error(error.what());
        return error.code();
    }
}

}  // namespace

ExitCode report(const Error& error) {
    if (!is_first_process()) return ExitCode::done;
    print_error(error.what());
    return error.code();
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
    } catch (const std::exception&) {
        return report(as_error(std::current_exception()));
    }
}

}  // namespace lloyd::cli
