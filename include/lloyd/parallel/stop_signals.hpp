#pragma once

namespace lloyd {

/// Signals that ask this process to end: SIGTERM, SIGINT and SIGUSR1. While an object lives the first one is noted for
/// whoever asks, instead of ending the process. Under mpirun one wish arrives as two or three signals within moments,
/// so only a signal more than two seconds after the first ends the process at once. One object at a time.
class StopSignals {
public:
    StopSignals();
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    /// The first signal that came, 0 for none.
    static int received();
};

/// "SIGTERM", "SIGINT", "SIGUSR1".
const char* signal_name(int signal);

}  // namespace lloyd
