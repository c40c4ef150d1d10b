#include "architecture/module_table.hpp"

#include <algorithm>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace lloyd::test {

namespace {

using Texts = std::vector<std::string>;

const Texts header = {"module", "what lives there", "may use"};

[[noreturn]] void refuse(const std::string& what) { throw std::runtime_error("module table: " + what); }

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

/// The cells of `| a | b |`; none of a line that is no row.
Texts cells(const std::string& line) {
    const std::string row = trimmed(line);
    if (row.size() < 2 || row.front() != '|' || row.back() != '|') return {};
    return split(row.substr(1, row.size() - 2), '|');
}

bool is_rule(const Texts& row) {
    return row.size() == header.size() &&
           std::ranges::all_of(row, [](const std::string& cell) { return std::regex_match(cell, std::regex("-+")); });
}

/// The modules that "may use" of one row stands for; those of the rows above it are to choose from.
std::set<std::string> expand(const std::string& may_use, const Texts& above) {
    if (may_use.empty()) return {};
    if (may_use == "all") return {above.begin(), above.end()};

    const auto find = [&](const std::string& name) {
        const auto at = std::ranges::find(above, name);
        if (at == above.end()) refuse("no row above has the module \"" + name + "\" of \"" + may_use + '"');
        return at;
    };
    std::set<std::string> modules;
    for (const std::string& part : split(may_use, ',')) {
        const auto dots = part.find("..");
        const bool is_range = dots != std::string::npos;
        const auto first = find(trimmed(part.substr(0, dots)));
        const auto last = is_range ? find(trimmed(part.substr(dots + 2))) : first;
        if (last < first) refuse("the range \"" + part + "\" goes up");
        modules.insert(first, last + 1);
    }
    return modules;
}

}  // namespace

ModuleTable read_module_table(const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    while (cells(line) != header)
        if (!std::getline(lines, line)) refuse("there is none");
    if (!std::getline(lines, line) || !is_rule(cells(line))) refuse("no |---|---|---| below its header");

    ModuleTable table;
    Texts above;
    while (std::getline(lines, line) && !trimmed(line).empty()) {
        const Texts row = cells(line);
        if (row.size() != header.size() || !std::regex_match(row[0], std::regex("[a-z_]+")))
            refuse("not a row of a module: " + line);
        if (table.contains(row[0])) refuse("two rows for " + row[0]);
        table[row[0]] = expand(row[2], above);
        above.push_back(row[0]);
    }
    if (table.empty()) refuse("it has no rows");
    return table;
}

}  // namespace lloyd::test
