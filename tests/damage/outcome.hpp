#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace lloyd::test {

enum class Outcome {
    accepted,  ///< the step returned
    refused,   ///< it threw the Error of a file that cannot be used (65) or read (74)
    failed,    ///< it threw anything else
    crashed,
    hung,
};

struct Ending {
    Outcome outcome;
    std::string text;  ///< what the step returned, or what it died of
};

/// What a step may take at most.
struct Limits {
    unsigned seconds = 10;
    std::uint64_t address_space = std::uint64_t{2}
                                  << 30;  ///< bytes; not with sanitizers, which take more than there is
};

/// Runs a step in a child process.
Ending run_in_child(const std::function<std::string()>& step, const Limits& limits = {});

}  // namespace lloyd::test
