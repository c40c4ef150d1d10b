#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace lloyd {

/// The folder that a file of this name is in.
inline std::string folder_of(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path();
    return parent.empty() ? "." : parent.string();
}

/// Where a file is made before it gets its name: beside it, by this process. Names that are taken are of processes that
/// were killed, maybe with the same number in another container.
inline std::string temporary_name(const std::string& path) {
    std::string name = fmt::format("{}.tmp-{}", path, getpid());
    std::error_code ignored;
    for (int i = 1; std::filesystem::exists(name, ignored); ++i) name = fmt::format("{}.tmp-{}-{}", path, getpid(), i);
    return name;
}

}  // namespace lloyd
