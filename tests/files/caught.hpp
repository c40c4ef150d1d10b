#pragma once

#include "lloyd/base/error.hpp"

#include <string>

namespace lloyd::test {

/// The Error that a step ended in; code 0 when it had none.
struct Caught {
    int code = 0;
    std::string text;

    bool says(const std::string& words) const { return text.find(words) != std::string::npos; }
};

template <class Step>
Caught caught(Step&& step) {
    try {
        step();
    } catch (const Error& error) {
        return {static_cast<int>(error.code()), error.what()};
    }
    return {};
}

}  // namespace lloyd::test
