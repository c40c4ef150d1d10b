#include "architecture/rules.hpp"

#include <array>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace lloyd::test {

namespace {

using Modules = std::set<std::string>;

/// The table of DESIGN.md; every module may use itself.
const std::map<std::string, Modules> may_use = {
    {"base", {}},
    {"parallel", {"base"}},
    {"core", {"base"}},
    {"data", {"base", "parallel", "core"}},
    {"kmeans", {"base", "parallel", "core", "data"}},
    {"metrics", {"base", "parallel", "core", "data"}},
    {"files", {"base", "parallel", "core", "data", "kmeans", "metrics"}},
    {"bench", {"base", "parallel", "core", "data", "kmeans", "metrics", "files"}},
    {"cli", {"base", "parallel", "core", "data", "kmeans", "metrics", "files", "bench"}},
};

/// Words that one place alone may use.
struct OneHome {
    std::regex words;
    std::string home;       ///< a file, or a folder with its slash
    std::string also = {};  ///< a file that has leave, for the reason beside the rule
};
const std::array one_homes = {
    OneHome{std::regex(R"(\bMPI_COMM_WORLD\b)"), "src/parallel/session.cpp"},
    OneHome{std::regex(R"(#\s*pragma\s+omp\b|\bomp\.h\b)"), "include/lloyd/parallel/team.hpp"},
    OneHome{std::regex(R"(\bstd::(cout|cerr|clog)\b|\b(std|fmt)::print)"
                       R"(|\bv?f?printf\s*\(|\bf?puts\s*\(|\bf?putc(har)?\s*\(|\bperror\s*\()"),
            "src/cli/", "src/parallel/communicator.cpp"},  // abort: nobody else can say why the job ends
    // abort() without an argument is the C library's; Communicator::abort takes an exit code.
    // _exit() ends a forked child, never a rank.
    OneHome{std::regex(R"(\bstd::(quick_)?exit\b|(^|[^.>\w])(quick_)?exit\s*\(|\b_Exit\b)"
                       R"(|\bstd::(abort|terminate)\b|\babort\s*\(\s*\)|\bMPI_Abort\b)"),
            "src/parallel/communicator.cpp"},
};

constexpr int most_lines = 300;

std::string without_comment(const std::string& line) { return line.substr(0, line.find("//")); }

std::string module_of(const std::string& path) {
    std::smatch parts;
    return std::regex_search(path, parts, std::regex(R"(^(include/lloyd|src)/([^/]+)/)")) ? parts[2].str() : "";
}

/// Why a module may not include this name; empty when it may, or when the name is not the project's.
std::string include_problem(const std::string& module, const std::string& line) {
    static const std::regex include(R"(^\s*#\s*include\s*(["<])(lloyd/)?([^/">]+)[^">]*[">])");
    std::smatch parts;
    if (!std::regex_search(line, parts, include)) return {};
    const bool is_public = parts[2].matched;
    const std::string used = parts[3];
    if (parts[1] == "<" && !is_public) return {};
    if (!may_use.contains(used)) return "there is no module " + used;
    if (used == module) return {};
    if (!may_use.at(module).contains(used)) return module + " may not use " + used;
    return is_public ? std::string() : "this header is private to " + used;
}

}  // namespace

std::vector<std::string> violations(const SourceFile& file) {
    const std::string module = module_of(file.path);
    if (!may_use.contains(module)) return {file.path + ":1: there is no module \"" + module + '"'};

    std::vector<std::string> found;
    std::istringstream text(file.text);
    int number = 0;
    for (std::string line; std::getline(text, line);) {
        const std::string place = file.path + ':' + std::to_string(++number) + ": ";
        const std::string code = without_comment(line);
        if (const std::string problem = include_problem(module, line); !problem.empty())
            found.push_back(place + problem);
        for (const OneHome& rule : one_homes) {
            std::smatch word;
            const bool at_home = file.path.starts_with(rule.home) || file.path == rule.also;
            if (!at_home && std::regex_search(code, word, rule.words))
                found.push_back(place + word.str() + " belongs in " + rule.home);
        }
    }
    if (number > most_lines) found.push_back(file.path + ": " + std::to_string(number) + " lines, split it");
    return found;
}

}  // namespace lloyd::test
