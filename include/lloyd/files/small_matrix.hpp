#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/files/dataset_name.hpp"
#include "lloyd/parallel/communicator.hpp"

namespace lloyd {

/// Collective. A whole small dataset on every rank, e.g. initial centres.
/// Throws as inspect_input and check_rows do, and Error(data) naming row and column of the first NaN or infinity.
template <class T>
Matrix<T> read_matrix(const Communicator& comm, const DatasetName& name);

}  // namespace lloyd
