#pragma once

#include "cli/pages/command_text.hpp"

#include <string>

namespace lloyd::cli {

/// Scripts by which a shell completes commands, options, values that are one of a few, and names of files.
std::string bash_completion(const CommandText& program);
std::string zsh_completion(const CommandText& program);
std::string fish_completion(const CommandText& program);

}  // namespace lloyd::cli
