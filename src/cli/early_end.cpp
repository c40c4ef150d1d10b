#include "cli/early_end.hpp"

#include <ctime>

namespace lloyd::cli {

std::string EarlyEnd::reason() const {
    if (const int signal = stop_signal()) return signal_name(signal);
    if (limits_.max_seconds && started_.seconds() >= *limits_.max_seconds) return "--max-time";
    if (limits_.job_end && std::time(nullptr) >= *limits_.job_end - seconds_before_job_end)
        return "the job's time limit";
    return {};
}

int EarlyEnd::signal_code() {
    const int signal = stop_signal();
    return signal == 0 ? 0 : 128 + signal;
}

}  // namespace lloyd::cli
