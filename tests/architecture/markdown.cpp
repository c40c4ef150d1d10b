#include "architecture/markdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace lloyd::test {

namespace {

[[noreturn]] void refuse(const Texts& header, const std::string& what) {
    throw std::runtime_error(fmt::format("table | {} |: {}", fmt::join(header, " | "), what));
}

/// The cells of `| a | b |`; none of a line that is no row.
Texts cells(const std::string& line) {
    const std::string row = trimmed(line);
    if (row.size() < 2 || row.front() != '|' || row.back() != '|') return {};
    return split(row.substr(1, row.size() - 2), '|');
}

bool is_rule(const Texts& row, std::size_t size) {
    return row.size() == size &&
           std::ranges::all_of(row, [](const std::string& cell) { return std::regex_match(cell, std::regex("-+")); });
}

}  // namespace

std::string trimmed(const std::string& text) {
    const auto first = text.find_first_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

Texts split(const std::string& text, char separator) {
    Texts parts;
    std::istringstream stream(text + separator);  // or getline would drop an empty last part
    for (std::string part; std::getline(stream, part, separator);) parts.push_back(trimmed(part));
    return parts;
}

std::vector<Texts> read_table(const std::string& text, const Texts& header) {
    std::istringstream lines(text);
    std::string line;
    while (cells(line) != header)
        if (!std::getline(lines, line)) refuse(header, "there is none");
    if (!std::getline(lines, line) || !is_rule(cells(line), header.size())) refuse(header, "no |---| below its header");

    std::vector<Texts> rows;
    while (std::getline(lines, line) && !trimmed(line).empty()) {
        rows.push_back(cells(line));
        if (rows.back().size() != header.size()) refuse(header, "not a row: " + line);
    }
    if (rows.empty()) refuse(header, "it has no rows");
    return rows;
}

}  // namespace lloyd::test
