#include "cli/checkpointing.hpp"

#include "cli/duration.hpp"
#include "lloyd/parallel/agree.hpp"

#include <algorithm>
#include <utility>

namespace lloyd::cli {

namespace {

constexpr double default_seconds = 300;

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
    app.add_option("--checkpoint", options.path, "HDF5 file to keep the state of the fit in, to go on from")
        ->type_name("FILE");
    app.add_option_function<std::string>(
           "--checkpoint-every", [&options](const std::string& text) { options.every_seconds = seconds_of(text); },
           "time between checkpoints")
        ->check(duration)
        ->type_name("TIME")
        ->default_str("5m");
    app.add_option_function<std::string>(
           "--max-time", [&options](const std::string& text) { options.max_seconds = seconds_of(text); },
           "stop after that time, with a checkpoint and exit code 75")
        ->check(duration)
        ->type_name("TIME");
    app.add_option("--resume", options.resume, "checkpoint to go on from; --checkpoint is this file unless given")
        ->type_name("FILE");
}

void check(const CheckpointOptions& options) {
    if (!options.file().empty()) return;
    for (const auto& [flag, given] : {std::pair{"--max-time", options.max_seconds.has_value()},
                                      std::pair{"--checkpoint-every", options.every_seconds.has_value()}})
        if (given)
            fail(ExitCode::usage, "{} is given without --checkpoint (nothing would be kept) name a file for it", flag);
}

template <class T>
FitObserver<T> Checkpointing::observer(const ProgressObserver& progress) {
    FitObserver<T> observer{.progress = progress,
                            .stop_requested = [this] { return !early_end_.reason().empty(); },
                            .advanced = {},
                            .ended = {}};
    if (options_.file().empty()) return observer;
    observer.advanced = [this](const RestartsNow<T>& restarts) {
        if (since_last_.seconds() >= options_.every_seconds.value_or(default_seconds)) write_or_warn(restarts);
    };
    observer.ended = [this](const RestartsNow<T>& restarts) {
        if (std::ranges::all_of(restarts(), &Restart<T>::stopped)) return write_or_warn(restarts);
        agree(process_.comm, [&] { write(restarts); });
    };
    return observer;
}

template <class T>
void Checkpointing::write(const RestartsNow<T>& restarts) {
    is_kept_ = false;
    if (!process_.comm.is_root()) return;
    write_checkpoint<T>(options_.file(), process_.command_line, identity_, restarts(), overwrite_);
    overwrite_ = Overwrite::keeping_former;
    is_kept_ = true;
}

/// A fit does not end because its checkpoint cannot be written: there may be space the next time.
template <class T>
void Checkpointing::write_or_warn(const RestartsNow<T>& restarts) {
    try {
        write(restarts);
    } catch (const std::exception& error) {
        console_.warning(fmt::format("{}; the fit goes on", error.what()));
    }
    since_last_ = Stopwatch();
}

ExitCode Checkpointing::say_stopped() const {
    if (options_.file().empty()) expect_no_signal();
    console_.note(fmt::format("stopped by {}; the same command with --resume {} goes on",
                              reason_of_all(process_.comm, early_end_), options_.file()));
    return ExitCode::stopped;
}

void Checkpointing::expect_no_signal() const {
    const Communicator& comm = process_.comm;
    const int code = signal_code_of_all(comm);
    if (code == 0) return;
    const std::string reason = reason_of_all(comm, early_end_);
    if (comm.any(is_kept_))
        throw AgreedError(
            ExitCode::stopped,
            fmt::format("stopped by {} (the fit itself is kept) the same command with --resume {} goes on", reason,
                        options_.file()));
    throw AgreedError(static_cast<ExitCode>(code),
                      fmt::format("stopped by {} (nothing is kept) use --checkpoint to go on another time", reason));
}

template FitObserver<float> Checkpointing::observer(const ProgressObserver&);
template FitObserver<double> Checkpointing::observer(const ProgressObserver&);

}  // namespace lloyd::cli
