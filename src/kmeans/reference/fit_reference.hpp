#pragma once

#include "lloyd/kmeans/options.hpp"
#include "lloyd/kmeans/result.hpp"

namespace lloyd {

/// The slow, obvious k-means that judges fit(): one restart after another, one row after another, no
/// tiles, SIMD, threads or ranks; exact sums in 128-bit integers. Same results, bit for bit.
/// initial_centers is for Init::given only.
template <class T>
FitResult<T> fit_reference(MatrixView<const T> data, const FitOptions& options,
                           MatrixView<const T> initial_centers = {});

}  // namespace lloyd
