#pragma once

#include <string>
#include <vector>

namespace lloyd::test {

/// A row of a table in FORMAT.md.
struct FormatEntry {
    std::string object;     ///< path of a dataset, or of what has the attribute; "*" stands for every dataset
    std::string attribute;  ///< empty for a dataset
    bool must = false;
    std::vector<std::string> shape;  ///< symbols and numbers
    std::string type;
    std::string units;  ///< of a dataset
};

/// What FORMAT.md says about a format: the attributes that all have, and its own section.
std::vector<FormatEntry> format_entries(const std::string& format);

}  // namespace lloyd::test
