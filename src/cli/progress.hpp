#pragma once

#include "cli/console.hpp"
#include "lloyd/base/stopwatch.hpp"
#include "lloyd/kmeans/options.hpp"

#include <string>

namespace lloyd::cli {

/// Shows how far a fit is, on stderr: on a terminal one line that is rewritten, elsewhere (a batch
/// log) a plain line every ten seconds. How many iterations are to come is unknown, so it
/// shows the time gone by and no guess of the time left.
class ProgressDisplay {
public:
    explicit ProgressDisplay(const Console& console);
    ~ProgressDisplay() { clear(); }
    ProgressDisplay(const ProgressDisplay&) = delete;
    ProgressDisplay& operator=(const ProgressDisplay&) = delete;

    /// Empty where nothing is to be shown. The display must outlive it.
    ProgressObserver observer();

    /// Takes the line away again, so that others can follow.
    void clear();

private:
    void show(const Progress& progress);
    std::string text_of(const Progress& progress, double seconds) const;

    bool silent_;
    bool on_terminal_;
    bool line_open_ = false;
    double next_seconds_;
    double seeding_seconds_ = 0;
    Stopwatch started_;
};

}  // namespace lloyd::cli
