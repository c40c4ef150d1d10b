#include "architecture/source_file.hpp"

#include <regex>
#include <sstream>

namespace lloyd::test {

std::vector<std::string> lines_of(const SourceFile& file) {
    std::vector<std::string> lines;
    std::istringstream text(file.text);
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

std::vector<Include> project_includes(const SourceFile& file) {
    static const std::regex include(R"(^\s*#\s*include\s*(["<])(lloyd/)?([^">]+)[">])");
    std::vector<Include> found;
    int number = 0;
    for (const std::string& line : lines_of(file)) {
        ++number;
        std::smatch parts;
        if (!std::regex_search(line, parts, include)) continue;
        const bool is_public = parts[2].matched;
        if (parts[1] == "\"" || is_public) found.push_back({number, parts[3].str(), is_public});
    }
    return found;
}

std::string name_of(const std::string& path) {
    for (const std::string root : {"include/lloyd/", "src/"})
        if (path.starts_with(root)) return path.substr(root.size());
    return {};
}

std::string module_of(const std::string& name) { return name.substr(0, name.find('/')); }

std::string unit_of(const std::string& name) { return name.substr(0, name.rfind('.')); }

}  // namespace lloyd::test
