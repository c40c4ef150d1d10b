#pragma once

#include <string>
#include <vector>

namespace lloyd::test {

/// A file of include/ or src/; the path is relative to the project.
struct SourceFile {
    std::string path;
    std::string text;
};

/// An include of one of the project's own headers.
struct Include {
    int line;
    std::string name;  ///< without lloyd/: "core/panels.hpp"
    bool is_public;    ///< written with lloyd/
};

std::vector<std::string> lines_of(const SourceFile& file);

/// The project's headers that a file includes; <vector> and <CLI/CLI.hpp> are none.
std::vector<Include> project_includes(const SourceFile& file);

/// A file by the name that includes have for it: "core/panels.hpp" for include/lloyd/core/panels.hpp and
/// for src/core/panels.hpp, empty for what lies elsewhere.
std::string name_of(const std::string& path);

/// "core" of "core/exact/nearest.hpp".
std::string module_of(const std::string& name);

/// A header and its source are one unit: "core/exact/nearest" of "core/exact/nearest.hpp" and "core/exact/nearest.cpp".
std::string unit_of(const std::string& name);

}  // namespace lloyd::test
