#pragma once

#include "lloyd/files/describe.hpp"

#include <string>
#include <vector>

namespace lloyd::cli {

struct DescribedFile {
    std::string path;
    FileDescription description;
};

/// Results side by side, a line each in the order given: what was asked for and what was found. A file that is no whole
/// result has a line that says so.
std::string result_table(const std::vector<DescribedFile>& files);

}  // namespace lloyd::cli
