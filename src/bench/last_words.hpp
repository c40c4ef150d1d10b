#pragma once

#include <string>

namespace lloyd {

/// The end of what a failed process wrote to stderr, at most `lines` lines. What mpirun adds about any failure, in
/// boxes of dashes, is left out unless it is all there is.
std::string last_words(const std::string& errors, int lines);

/// Why mpirun started no rank, in one line with what to do, where it says that it has no slots; else empty.
std::string refusal_of_launcher(const std::string& errors);

}  // namespace lloyd
