#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <string>

namespace lloyd {

/// Where a file is made before it gets its name: beside it, by this process.
inline std::string temporary_name(const std::string& path) { return fmt::format("{}.tmp-{}", path, getpid()); }

}  // namespace lloyd
