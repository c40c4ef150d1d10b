#pragma once

#include <optional>
#include <string>

namespace lloyd::cli {

/// Seconds of "90", "90s", "55m", "1h30m", "1d"; none for anything else, or for no time at all.
std::optional<double> seconds_of(const std::string& text);

}  // namespace lloyd::cli
