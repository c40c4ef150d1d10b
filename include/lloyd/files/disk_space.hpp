#pragma once

#include "lloyd/files/output.hpp"

#include <cstdint>

namespace lloyd {

/// Collective; to be called when it is known how long the file will be at most, and before what takes long. Takes the
/// disk space by a file without a name, which is gone when nobody needs it; where the file system has no such thing, it
/// is only looked whether there is as much. Throws Error(io) with the figures when there is not.
void reserve_space(const Communicator& comm, Output& output, std::int64_t bytes);

}  // namespace lloyd
