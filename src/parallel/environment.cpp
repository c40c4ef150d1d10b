#include "lloyd/parallel/environment.hpp"

#include <charconv>
#include <cstdlib>
#include <cstring>

namespace lloyd {

Environment process_environment() {
    return [](const char* name) { return std::getenv(name); };
}

std::int64_t number(const Environment& environment, const char* name) {
    const char* text = environment(name);
    if (text == nullptr) return 0;
    const char* const end = text + std::strlen(text);
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text, end, value);
    return parsed.ec == std::errc() && parsed.ptr == end && value > 0 ? value : 0;
}

}  // namespace lloyd
