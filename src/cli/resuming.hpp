#pragma once

#include "cli/checkpointing.hpp"
#include "lloyd/base/matrix.hpp"
#include "lloyd/data/shard.hpp"

#include <cstdint>
#include <string>

namespace lloyd::cli {

/// Which fit it is; the rows' fingerprint is not known yet. initial_centers: given ones, or none.
template <class T>
FitIdentity identity_of(const InputRecord& rows, const FitOptions& options, const Matrix<T>& initial_centers);

/// Collective. What a checkpoint holds, with a warning where it is the former one; nothing where none is named.
template <class T>
Checkpoint<T> read_earlier(const Communicator& comm, const std::string& path, const FitIdentity& identity,
                           const Console& console);

/// Rows of a source, until a signal comes to this rank. A checkpoint that the run goes on from is as good as it was.
template <class T>
RowSource<T> until_signal(const RowSource<T>& source, const std::string& resumed_from);

/// Memory of the restarts while they are written or were read, besides what the fit has.
std::int64_t checkpoint_bytes(const CheckpointOptions& checkpoint, const InputRecord& rows, const FitOptions& options);

}  // namespace lloyd::cli
