#pragma once

#include <cstdint>
#include <functional>

namespace lloyd {

/// The value of an environment variable, or a null pointer.
using Environment = std::function<const char*(const char* name)>;

/// This process's own.
Environment process_environment();

/// The value of a variable; 0 unless it is a whole number above that.
std::int64_t number(const Environment& environment, const char* name);

}  // namespace lloyd
