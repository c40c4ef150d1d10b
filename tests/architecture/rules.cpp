#include "architecture/rules.hpp"

#include <algorithm>
#include <array>
#include <regex>

namespace lloyd::test {

namespace {

using Names = std::vector<std::string>;

/// A folder inside a module. Names are those that includes have (name_of): of a file, or of a folder with its slash.
struct Room {
    std::string folder;
    Names never = {};         ///< what its files may not use
    Names only = {};          ///< all that its files may use; empty: what its module may
    bool is_private = false;  ///< nobody else may use it
};
const std::array rooms = {
    Room{.folder = "kmeans/labelling/", .never = {"kmeans/seeding/"}},
    Room{.folder = "kmeans/seeding/", .never = {"kmeans/labelling/"}},
    // The fast path is held to the reference, so neither may lean on the other: they share what results are made of,
    // what was asked for, and the rules of seeding that the contract states.
    Room{.folder = "kmeans/reference/",
         .only = {"base/", "core/", "data/", "kmeans/reference/", "kmeans/result.hpp", "kmeans/options.hpp",
                  "kmeans/seeding/rules.hpp"},
         .is_private = true},
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

constexpr std::size_t most_lines = 300;
constexpr std::size_t most_columns = 120;  // of .clang-format, which leaves comments as they are

std::string without_comment(const std::string& line) { return line.substr(0, line.find("//")); }

/// Code points of UTF-8: all bytes but those that continue one.
std::size_t columns(const std::string& line) {
    return static_cast<std::size_t>(std::ranges::count_if(line, [](char byte) { return (byte & 0xC0) != 0x80; }));
}

/// A name is listed itself, or by a folder that it lies in.
bool is_among(const Names& names, const std::string& name) {
    return std::ranges::any_of(names, [&](const std::string& listed) {
        return listed.ends_with('/') ? name.starts_with(listed) : name == listed;
    });
}

/// Why a module may not include this; empty when it may.
std::string module_problem(const std::string& module, const Include& include, const ModuleTable& may_use) {
    const std::string used = module_of(include.name);
    if (!may_use.contains(used)) return "there is no module " + used;
    if (used == module) return {};
    if (!may_use.at(module).contains(used)) return module + " may not use " + used;
    return include.is_public ? std::string() : "this header is private to " + used;
}

/// Why a file may not include this for the room it lies in, or for a room that the other lies in.
std::string room_problem(const std::string& name, const std::string& used) {
    for (const Room& room : rooms) {
        const bool is_inside = name.starts_with(room.folder);
        if (is_inside && (is_among(room.never, used) || (!room.only.empty() && !is_among(room.only, used))))
            return room.folder + " may not use " + used;
        if (!is_inside && room.is_private && used.starts_with(room.folder)) return "only itself may use " + room.folder;
    }
    return {};
}

}  // namespace

std::vector<std::string> violations(const SourceFile& file, const ModuleTable& may_use) {
    const std::string name = name_of(file.path);
    const std::string module = module_of(name);
    if (!may_use.contains(module)) return {file.path + ":1: there is no module \"" + module + '"'};

    std::vector<std::string> found;
    const auto add = [&](int line, const std::string& what) {
        found.push_back(file.path + ':' + std::to_string(line) + ": " + what);
    };
    for (const Include& include : project_includes(file)) {
        std::string problem = module_problem(module, include, may_use);
        if (problem.empty()) problem = room_problem(name, include.name);
        if (!problem.empty()) add(include.line, problem);
    }
    const std::vector<std::string> lines = lines_of(file);
    int number = 0;
    for (const std::string& line : lines) {
        ++number;
        const std::string code = without_comment(line);
        for (const OneHome& rule : one_homes) {
            std::smatch word;
            const bool at_home = file.path.starts_with(rule.home) || file.path == rule.also;
            if (!at_home && std::regex_search(code, word, rule.words))
                add(number, word.str() + " belongs in " + rule.home);
        }
        if (columns(line) > most_columns) add(number, std::to_string(columns(line)) + " columns, break it");
    }
    if (lines.size() > most_lines)
        found.push_back(file.path + ": " + std::to_string(lines.size()) + " lines, split it");
    return found;
}

}  // namespace lloyd::test
