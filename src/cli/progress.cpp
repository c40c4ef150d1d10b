#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace lloyd::cli {

namespace {

constexpr double terminal_interval_seconds = 0.1;
constexpr double log_interval_seconds = 10;

}  // namespace

ProgressDisplay::ProgressDisplay(const Console& console)
    : silent_(!console.speaks()),
      on_terminal_(isatty(STDERR_FILENO) == 1),
      next_seconds_(on_terminal_ ? terminal_interval_seconds : log_interval_seconds) {}

void ProgressDisplay::clear() {
    constexpr const char* clear_line = "\r\033[K";
    if (line_open_) std::fputs(clear_line, stderr);
    line_open_ = false;
}

ProgressObserver ProgressDisplay::observer() {
    if (silent_) return {};
    return [this](const Progress& progress) { show(progress); };
}

std::string ProgressDisplay::text_of(const Progress& progress, double seconds) const {
    const bool is_seeding = progress.phase == Progress::Phase::seeding;
    const double rate = progress.step / (is_seeding ? seconds : seconds - seeding_seconds_);
    const double left = (progress.most_steps - progress.step) / rate;
    if (is_seeding)
        return fmt::format("seeding, centre {} of {}, {:.1f} s, {:.0f} s to go", progress.step, progress.most_steps,
                           seconds, left);
    return fmt::format("iteration {}, {} of {} restarts done, {:.1f} iterations/s, {:.1f} s, at most {:.0f} s to go",
                       progress.step, progress.restarts_done, progress.n_init, rate, seconds, left);
}

void ProgressDisplay::show(const Progress& progress) {
    const double seconds = started_.seconds();
    if (progress.phase == Progress::Phase::seeding) seeding_seconds_ = seconds;
    if (seconds < next_seconds_) return;
    if (on_terminal_) {
        fmt::print(stderr, "\rlloyd: {}\033[K", text_of(progress, seconds));
        std::fflush(stderr);
        line_open_ = true;
        next_seconds_ = seconds + terminal_interval_seconds;
    } else {
        fmt::print(stderr, "lloyd: {}\n", text_of(progress, seconds));
        next_seconds_ = seconds + log_interval_seconds;
    }
}

}  // namespace lloyd::cli
