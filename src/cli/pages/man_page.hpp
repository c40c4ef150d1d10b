#pragma once

#include "cli/pages/command_text.hpp"

#include <string>

namespace lloyd::cli {

/// lloyd(1), in the macros of man(7). date: YYYY-MM-DD.
std::string man_page(const CommandText& program, const std::string& version, const std::string& date);

}  // namespace lloyd::cli
