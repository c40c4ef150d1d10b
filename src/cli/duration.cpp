#include "cli/duration.hpp"

#include <algorithm>
#include <cstdlib>

namespace lloyd::cli {

namespace {

double seconds_of_unit(char unit) {
    switch (unit) {
        case 's':
            return 1;
        case 'm':
            return 60;
        case 'h':
            return 3600;
        case 'd':
            return 86400;
        default:
            return 0;
    }
}

}  // namespace

std::optional<double> seconds_of(const std::string& text) {
    double seconds = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_not_of("0123456789.", at), text.size());
        const std::string number = text.substr(at, end - at);
        const double unit = seconds_of_unit(end < text.size() ? text[end] : 's');
        char* rest = nullptr;
        seconds += std::strtod(number.c_str(), &rest) * unit;
        if (number.empty() || *rest != '\0' || unit == 0) return std::nullopt;
        at = end + 1;
    }
    if (!(seconds > 0)) return std::nullopt;
    return seconds;
}

}  // namespace lloyd::cli
