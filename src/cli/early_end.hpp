#pragma once

#include "cli/command.hpp"
#include "lloyd/parallel/stop_signal.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace lloyd::cli {

/// What ends a run before its work is done, as this rank sees it: a signal, --max-time, or the end of the batch job.
class EarlyEnd {
public:
    /// They count where there is a checkpoint to go on from.
    struct Limits {
        std::optional<double> max_seconds = {};    ///< of the process
        std::optional<std::int64_t> job_end = {};  ///< unix time
    };
    /// So long before the end of the job it is time to stop.
    static constexpr std::int64_t seconds_before_job_end = 60;

    /// Signals are noted from now on until the process is over: one that comes when all is written changes nothing.
    EarlyEnd(const Stopwatch& started, const Limits& limits) : started_(started), limits_(limits) {
        note_stop_signals();
    }

    /// "SIGTERM", "--max-time"; empty while nothing asks for an end.
    std::string reason() const;

    /// The code of a process that the signal ended that came here, or 0.
    static int signal_code();

private:
    Stopwatch started_;
    Limits limits_;
};

}  // namespace lloyd::cli
