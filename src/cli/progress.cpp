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
    fit_began_ = started_.seconds();
    return [this](const Progress& progress) { show(progress); };
}

void ProgressDisplay::show(const Progress& progress) {
    const bool is_seeding = progress.phase == Progress::Phase::seeding;
    const double now = started_.seconds();
    if (is_seeding) seeding_ended_ = now;
    if (!is_due()) return;
    const double rate = progress.step / (now - (is_seeding ? fit_began_ : seeding_ended_));
    const double left = (progress.most_steps - progress.step) / rate;
    say(is_seeding ? fmt::format("seeding, centre {} of {}, {:.1f} s, {:.0f} s to go", progress.step,
                                 progress.most_steps, now, left)
                   : fmt::format("iteration {}, {} of {} restarts done, {:.1f} iterations/s, {:.1f} s, at most "
                                 "{:.0f} s to go",
                                 progress.step, progress.restarts_done, progress.n_init, rate, now, left));
}

void ProgressDisplay::show_rows(const std::string& doing, std::int64_t done, std::int64_t total) {
    if (!is_due()) return;
    const double now = started_.seconds();
    const double left = now * static_cast<double>(total - done) / static_cast<double>(done);
    say(fmt::format("{}, {} of {} rows of this rank, {:.1f} s, {:.0f} s to go", doing, done, total, now, left));
}

void ProgressDisplay::say(const std::string& text) {
    if (on_terminal_) {
        fmt::print(stderr, "\rlloyd: {}\033[K", text);
        std::fflush(stderr);
        line_open_ = true;
    } else {
        fmt::print(stderr, "lloyd: {}\n", text);
    }
    next_seconds_ = started_.seconds() + (on_terminal_ ? terminal_interval_seconds : log_interval_seconds);
}

}  // namespace lloyd::cli
