#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/kmeans/observer.hpp"
#include "lloyd/kmeans/options.hpp"
#include "lloyd/kmeans/phase_times.hpp"
#include "lloyd/kmeans/result.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/context.hpp"

#include <span>

namespace lloyd {

/// What a fit asks of the data besides rows.
template <class T>
struct FitInput {
    const Shard<T>& shard;
    MatrixView<const T> initial_centers = {};  ///< (k, d), for Init::given only
    /// As an earlier run of the same fit left them, on any ranks, to go on from; none to begin anew. Of its options
    /// max_iter may be another.
    std::span<const Restart<T>> restarts = {};
};

/// Thrown on every rank by a fit that was asked to end early: its observer was told the restarts as they are.
class FitStopped : public AgreedError {
public:
    FitStopped() : AgreedError(ExitCode::stopped, "the fit was asked to end (it can go on from its restarts)") {}
};

/// Collective. Exact k-means: all restarts advance together in one sweep over the rows an iteration. The same input,
/// options and seed give the same bits for any ranks and threads, and however often the fit was stopped and went on.
/// Adds the seconds of this rank to tile, seed, assign, reduce, wait and training of `times`. Throws Error(data) when k
/// is not in 1..rows (or above 2^24 for float32), when given centres or restarts have another shape, are not finite or
/// lie too far away, or when values are so large that squared distances overflow T; Error(usage) when n_init or
/// max_iter is below 1 or tol no number >= 0; FitStopped when the observer asks for it.
template <class T>
FitResult<T> fit(const Context& context, const FitInput<T>& input, const FitOptions& options, PhaseTimes& times,
                 const FitObserver<T>& observer = {});

}  // namespace lloyd
