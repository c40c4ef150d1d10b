#pragma once

#include "lloyd/base/bytes_text.hpp"
#include "lloyd/parallel/placement.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace lloyd::cli {

/// "1 rank", "2 ranks"
std::string counted(std::int64_t count, std::string_view noun);

/// "4 to 7", or "4" when both are the same.
std::string range_text(std::int64_t smallest, std::int64_t largest);

/// "2 ranks x 1 thread on host (host: CPUs 0; host: CPUs 1)"; long lists are cut.
std::string placement_text(const JobPlacement& placement);

}  // namespace lloyd::cli
