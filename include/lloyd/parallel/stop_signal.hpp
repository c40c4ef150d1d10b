#pragma once

namespace lloyd {

/// From now on SIGTERM, SIGINT and SIGUSR1, which ask this process to end, are noted for whoever asks instead of ending
/// it. Under mpirun one wish arrives as two or three signals within moments, so only a signal more than two seconds
/// after the first ends the process at once.
void note_stop_signals();

/// The first of them that came, 0 for none.
int stop_signal();

/// "SIGTERM", "SIGINT", "SIGUSR1".
const char* signal_name(int signal);

}  // namespace lloyd
