#pragma once

#include <fmt/core.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace lloyd {

/// What the process tells its caller (BSD sysexits where one fits).
enum class ExitCode : int {
    done = 0,
    usage = 64,     ///< wrong options
    data = 65,      ///< the input cannot be used
    software = 70,  ///< anything else
    io = 74,        ///< reading or writing failed
    stopped = 75,   ///< stopped early, can be resumed
};

/// An error with the exit code it ends in.
/// The text reads "what is wrong (why it matters) what to do".
class Error : public std::runtime_error {
public:
    Error(ExitCode code, const std::string& text) : std::runtime_error(text), code_(code) {}
    ExitCode code() const { return code_; }

private:
    ExitCode code_;
};

/// Throws an Error with a formatted text.
template <class... Args>
[[noreturn]] void fail(ExitCode code, fmt::format_string<Args...> format, Args&&... args) {
    throw Error(code, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace lloyd
