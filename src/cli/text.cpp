#include "cli/text.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

namespace lloyd::cli {

namespace {

/// A job of hundreds of ranks does not need hundreds of lines.
constexpr std::size_t listed_at_most = 8;

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
    std::string text;
    for (std::size_t i = 0; i < items.size() && i < listed_at_most; ++i) {
        if (i > 0) text += separator;
        text += items[i];
    }
    if (items.size() > listed_at_most) text += fmt::format("{}{} more", separator, items.size() - listed_at_most);
    return text;
}

}  // namespace

std::string counted(std::int64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string range_text(std::int64_t smallest, std::int64_t largest) {
    return smallest == largest ? fmt::to_string(largest) : fmt::format("{} to {}", smallest, largest);
}

std::string placement_text(const JobPlacement& placement) {
    return fmt::format("{} x {} on {} ({})", counted(placement.ranks, "rank"),
                       counted(placement.threads_per_rank, "thread"), joined(placement.hosts, ", "),
                       joined(placement.binding, "; "));
}

}  // namespace lloyd::cli
