#pragma once

#include "cli/console.hpp"
#include "cli/early_end.hpp"
#include "lloyd/files/checkpoint.hpp"
#include "lloyd/kmeans/observer.hpp"

#include <string>

namespace lloyd::cli {

struct CheckpointOptions {
    std::string path;                     ///< empty for none
    std::optional<double> every_seconds;  ///< five minutes unless given
    std::optional<double> max_seconds;
    std::string resume;  ///< a checkpoint to go on from; empty to begin anew

    /// A resumed fit goes on with the file that it came from, unless another is named.
    const std::string& file() const { return path.empty() ? resume : path; }
};
void bind(CLI::App& app, CheckpointOptions& options);
void check(const CheckpointOptions& options);

/// Keeps in a file what a fit has come to, from time to time and when it ends, and ends it early when that is asked
/// for.
class Checkpointing {
public:
    /// All of them must outlive it. identity: with the fingerprint of the rows; first: how the first checkpoint treats
    /// the file that is there.
    Checkpointing(const Process& process, const Console& console, const CheckpointOptions& options,
                  const FitIdentity& identity, Overwrite first, const EarlyEnd& early_end)
        : process_(process),
          console_(console),
          options_(options),
          identity_(identity),
          early_end_(early_end),
          overwrite_(first) {}

    /// For the fit; must not outlive this.
    template <class T>
    FitObserver<T> observer(const ProgressObserver& progress);

    /// Collective, once the fit was stopped. Says why and how to go on, and returns the code to exit with; throws Error
    /// with the code of a signal when nothing is kept.
    ExitCode say_stopped() const;

    /// Collective, after the fit. Throws the Error of a signal that came to any rank, with ExitCode::stopped when the
    /// end of the fit is kept.
    void expect_no_signal() const;

private:
    template <class T>
    void write(const RestartsNow<T>& restarts);
    template <class T>
    void write_or_warn(const RestartsNow<T>& restarts);

    const Process& process_;
    const Console& console_;
    const CheckpointOptions& options_;
    const FitIdentity& identity_;
    const EarlyEnd& early_end_;
    Overwrite overwrite_;
    bool is_kept_ = false;  ///< rank 0's: the last checkpoint was written
    Stopwatch since_last_;
};

}  // namespace lloyd::cli
