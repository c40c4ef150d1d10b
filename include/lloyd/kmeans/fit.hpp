#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/kmeans/options.hpp"
#include "lloyd/kmeans/phase_times.hpp"
#include "lloyd/kmeans/result.hpp"
#include "lloyd/parallel/context.hpp"

namespace lloyd {

/// What a fit asks of the data besides rows.
template <class T>
struct FitInput {
    const Shard<T>& shard;
    MatrixView<const T> initial_centers = {};  ///< (k, d), for Init::given only
};

/// Collective. Exact k-means: all restarts advance together in one sweep over the rows an iteration. The same input,
/// options and seed give the same bits for any ranks and threads. A fit that is asked to stop gives what max_iter would
/// have given, had it been the iterations done. Adds the seconds of this rank to tile, seed, assign, reduce, wait and
/// training of `times`. Throws Error(data) when k is not in 1..rows (or above 2^24 for float32), when given centres
/// have another shape, are not finite or lie too far away, or when values are so large that squared distances overflow
/// T; Error(usage) when n_init or max_iter is below 1 or tol no number >= 0.
template <class T>
FitResult<T> fit(const Context& context, const FitInput<T>& input, const FitOptions& options, PhaseTimes& times,
                 const FitObserver& observer = {});

}  // namespace lloyd
