#include "architecture/module_table.hpp"

#include "architecture/markdown.hpp"

#include <algorithm>
#include <regex>
#include <stdexcept>

namespace lloyd::test {

namespace {

[[noreturn]] void refuse(const std::string& what) { throw std::runtime_error("module table: " + what); }

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
    ModuleTable table;
    Texts above;
    for (const Texts& row : read_table(text, {"module", "what lives there", "may use"})) {
        if (!std::regex_match(row[0], std::regex("[a-z_]+"))) refuse("not the name of a module: " + row[0]);
        if (table.contains(row[0])) refuse("two rows for " + row[0]);
        table[row[0]] = expand(row[2], above);
        above.push_back(row[0]);
    }
    return table;
}

}  // namespace lloyd::test
