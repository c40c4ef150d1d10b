#include "format_tables.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace lloyd::test {

namespace {

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" `");
    const auto end = text.find_last_not_of(" `");
    return begin == std::string::npos ? "" : text.substr(begin, end - begin + 1);
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, separator);) parts.push_back(trimmed(part));
    return parts;
}

/// "| `/run@seed` | MUST | () | uint64 | | meaning |"
FormatEntry parse(const std::string& line) {
    const std::vector<std::string> cells = split(line, '|');  // the first is empty
    if (cells.size() < 6 || (cells[2] != "MUST" && cells[2] != "MAY")) throw std::runtime_error("FORMAT.md: " + line);
    FormatEntry entry;
    const auto at = cells[1].find('@');
    entry.object = at == 0 ? std::string("/") : cells[1].substr(0, at);
    if (at != std::string::npos) entry.attribute = cells[1].substr(at + 1);
    entry.must = cells[2] == "MUST";
    entry.shape = split(cells[3].substr(1, cells[3].size() - 2), ',');
    entry.type = cells[4];
    entry.units = cells[5];
    return entry;
}

}  // namespace

std::vector<FormatEntry> format_entries(const std::string& format) {
    std::ifstream file(LLOYD_SOURCE_DIR "/FORMAT.md");
    std::vector<FormatEntry> entries;
    std::string section;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("## ")) section = line.substr(3);
        if (line.starts_with("| `") && (section == format || section.starts_with("Attributes of ")))
            entries.push_back(parse(line));
    }
    return entries;
}

}  // namespace lloyd::test
