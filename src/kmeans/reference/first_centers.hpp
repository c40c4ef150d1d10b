#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/kmeans/options.hpp"

namespace lloyd {

/// The first centres (k, d) of a restart, row by row: what judges choose_first_centers(). initial: for Init::given.
template <class T>
Matrix<T> reference_centers(MatrixView<const T> data, const FitOptions& options, MatrixView<const T> initial,
                            int restart);

}  // namespace lloyd
