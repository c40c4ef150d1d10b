#pragma once

#include "lloyd/kmeans/restart.hpp"

#include <functional>
#include <span>

namespace lloyd {

/// How far a fit is; for people only.
struct Progress {
    enum class Phase { seeding, iterating } phase = Phase::seeding;
    int step = 0;        ///< centres drawn, or iterations done
    int most_steps = 0;  ///< all centres to draw, or max_iter: fewer iterations when all restarts converge
    int restarts_done = 0;
    int n_init = 0;
};
using ProgressObserver = std::function<void(const Progress&)>;

/// Gives all restarts as they are, the same on every rank, for as long as the call lasts that it was handed to.
template <class T>
using RestartsNow = std::function<std::span<const Restart<T>>()>;

/// Who watches a fit, and may end it early. A step is a centre of all restarts that are seeded together, a restart's
/// centres by k-means||, or an iteration.
template <class T>
struct FitObserver {
    ProgressObserver progress = {};
    /// Asked on every rank in every step (in an iteration, before its message). One rank's yes ends the fit on all of
    /// them after that same step.
    std::function<bool()> stop_requested = {};
    /// Called on every rank after each step.
    std::function<void(const RestartsNow<T>& restarts)> advanced = {};
    /// Called on every rank once no step will follow: all restarts have stopped, or the fit was asked to end.
    std::function<void(const RestartsNow<T>& restarts)> ended = {};
};

}  // namespace lloyd
