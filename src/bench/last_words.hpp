#pragma once

#include <string>

namespace lloyd {

/// The end of what a failed process wrote to stderr, at most `lines` lines. What mpirun adds about any failure, in
/// boxes of dashes, is left out unless it is all there is.
std::string last_words(const std::string& errors, int lines);

}  // namespace lloyd
