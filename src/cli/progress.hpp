#pragma once

#include "cli/console.hpp"
#include "lloyd/base/stopwatch.hpp"
#include "lloyd/kmeans/observer.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace lloyd::cli {

/// Shows how far a command is, on stderr: on a terminal one line that is rewritten, elsewhere (a batch log) a plain
/// line every ten seconds.
class ProgressDisplay {
public:
    explicit ProgressDisplay(const Console& console);
    ~ProgressDisplay() { clear(); }
    ProgressDisplay(const ProgressDisplay&) = delete;
    ProgressDisplay& operator=(const ProgressDisplay&) = delete;

    /// Of a fit; empty where nothing is to be shown. The display must outlive it.
    ProgressObserver observer();

    /// A source of rows that shows how many of this rank's `total` rows it has given. The display must outlive it.
    template <class Source>
    Source watched(Source source, std::string doing, std::int64_t total) {
        if (silent_) return source;
        return
            [this, source, doing, total, done = std::int64_t{0}](std::int64_t first, auto rows, auto... more) mutable {
                source(first, rows, more...);
                done = std::min(done + rows.rows, total);  // a sample may be asked for besides
                show_rows(doing, done, total);
            };
    }

    /// Takes the line away again, so that others can follow.
    void clear();

private:
    bool is_due() const { return started_.seconds() >= next_seconds_; }
    void say(const std::string& text);
    void show(const Progress& progress);
    void show_rows(const std::string& doing, std::int64_t done, std::int64_t total);

    bool silent_;
    bool on_terminal_;
    bool line_open_ = false;
    double next_seconds_;
    double fit_began_ = 0;  ///< seconds after the display
    double seeding_ended_ = 0;
    Stopwatch started_;
};

}  // namespace lloyd::cli
