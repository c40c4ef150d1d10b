#pragma once

#include "lloyd/parallel/communicator.hpp"

#include <string>
#include <vector>

namespace lloyd {

/// Whether a file that exists may be replaced.
enum class Overwrite { no, yes };

/// Collective; to be called before any work. Throws Error(usage) when `path` exists and may not be replaced, is no
/// regular file, or is one of the inputs under any name; Error(io) when its directory is missing or not writable.
void check_output(const Communicator& comm, const std::string& path, const std::vector<std::string>& inputs,
                  Overwrite overwrite);

}  // namespace lloyd
