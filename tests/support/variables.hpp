#pragma once

#include "lloyd/parallel/environment.hpp"

#include <map>
#include <string>

namespace lloyd::test {

using Variables = std::map<std::string, std::string>;

/// These variables and no others.
inline Environment environment_of(const Variables& variables) {
    return [variables](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
    };
}

/// Some, with others added or replaced.
inline Variables with(Variables variables, const Variables& others) {
    for (const auto& [name, value] : others) variables[name] = value;
    return variables;
}

}  // namespace lloyd::test
