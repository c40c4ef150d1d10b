#pragma once

#include "damage/good_files.hpp"

#include <functional>
#include <string>
#include <vector>

namespace lloyd::test {

/// One of the ways in which lloyd reads files.
struct Reader {
    std::string name;
    std::function<std::string(const std::string& path)> read;  ///< all that it makes of the file; throws Errors
};

/// All that read files of this kind.
std::vector<Reader> readers_of(const GoodFile& file);

}  // namespace lloyd::test
