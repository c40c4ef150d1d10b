#pragma once

#include <string>

namespace lloyd {

/// The path of the first dataset that differs between two result files in type, shape or any byte, or is in one of them
/// only; empty when there is none. Timings, work and attributes, which say how a result was made, do not count.
/// Works without MPI. Throws Error(io) or Error(data) when a file cannot be read.
std::string first_difference(const std::string& result_path, const std::string& other_path);

}  // namespace lloyd
