#include "cli/checkpointing.hpp"

#include "cli/duration.hpp"
#include "lloyd/parallel/agree.hpp"

#include <algorithm>

namespace lloyd::cli {

namespace {

/// What a rank asks for an end by; the first of them that does.
std::string reason_of_all(const Communicator& comm, const EarlyEnd& early_end) {
    for (const std::string& reason : comm.all_gather(early_end.reason()))
        if (!reason.empty()) return reason;
    return "another process";
}

int signal_code_of_all(const Communicator& comm) {
    std::int64_t code = EarlyEnd::signal_code();
    comm.max(std::span(&code, 1));
    return static_cast<int>(code);
}

}  // namespace

void bind(CLI::App& app, CheckpointOptions& options) {
    const auto duration = [](const std::string& text) {
        return seconds_of(text) ? std::string() : fmt::format("'{}' is no time such as 90s, 55m or 1h30m", text);
    };
    app.add_option("--checkpoint", options.path, "HDF5 file to keep the state of the fit in, to go on from");
    app.add_option_function<std::string>(
           "--checkpoint-every", [&options](const std::string& text) { options.every_seconds = *seconds_of(text); },
           "time between checkpoints")
        ->check(duration)
        ->default_str("5m");
    app.add_option_function<std::string>(
           "--max-time", [&options](const std::string& text) { options.max_seconds = seconds_of(text); },
           "stop after that time, with a checkpoint and exit code 75")
        ->check(duration);
    app.add_option("--resume", options.resume, "checkpoint to go on from; --checkpoint is this file unless given");
}

void check(const CheckpointOptions& options) {
    if (options.max_seconds && options.file().empty())
        fail(ExitCode::usage,
             "--max-time is given without --checkpoint (all work would be lost) name a file to keep it in");
}

template <class T>
FitObserver<T> Checkpointing::observer(const ProgressObserver& progress) {
    FitObserver<T> observer{.progress = progress,
                            .stop_requested = [this] { return !early_end_.reason().empty(); },
                            .advanced = {},
                            .ended = {}};
    if (options_.file().empty()) return observer;
    observer.advanced = [this](const RestartsNow<T>& restarts) {
        if (since_last_.seconds() >= options_.every_seconds) write_or_warn(restarts);
    };
    observer.ended = [this](const RestartsNow<T>& restarts) {
        if (std::ranges::all_of(restarts(), &Restart<T>::stopped)) return write_or_warn(restarts);
        agree(process_.comm, [&] { write(restarts); });
    };
    return observer;
}

template <class T>
void Checkpointing::write(const RestartsNow<T>& restarts) {
    if (process_.comm.is_root()) write_checkpoint<T>(options_.file(), process_.command_line, identity_, restarts());
}

/// A fit does not end because its checkpoint cannot be written: there may be space the next time.
template <class T>
void Checkpointing::write_or_warn(const RestartsNow<T>& restarts) {
    try {
        write(restarts);
    } catch (const std::exception& error) {
        console_.warning(fmt::format("{}; the fit goes on, and an older checkpoint is kept", error.what()));
    }
    since_last_ = Stopwatch();
}

ExitCode Checkpointing::say_stopped() const {
    const std::string reason = reason_of_all(process_.comm, early_end_);
    if (options_.file().empty()) expect_no_signal(process_.comm, early_end_, {});
    console_.note(fmt::format("stopped by {}; the same command with --resume {} goes on", reason, options_.file()));
    return ExitCode::stopped;
}

void expect_no_signal(const Communicator& comm, const EarlyEnd& early_end, const std::string& checkpoint) {
    const int code = signal_code_of_all(comm);
    if (code == 0) return;
    const std::string reason = reason_of_all(comm, early_end);
    if (checkpoint.empty())
        throw AgreedError(
            static_cast<ExitCode>(code),
            fmt::format("stopped by {} (nothing is kept) use --checkpoint to go on another time", reason));
    throw AgreedError(ExitCode::stopped,
                      fmt::format("stopped by {} (the fit itself is kept) the same command with --resume {} goes on",
                                  reason, checkpoint));
}

template FitObserver<float> Checkpointing::observer(const ProgressObserver&);
template FitObserver<double> Checkpointing::observer(const ProgressObserver&);

}  // namespace lloyd::cli
