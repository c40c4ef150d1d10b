#include "lloyd/bench/layout.hpp"

#include "lloyd/base/error.hpp"

#include <algorithm>
#include <numeric>
#include <regex>
#include <sstream>

namespace lloyd {

namespace {

std::string count(int number, const char* noun) { return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s"); }

}  // namespace

std::string key(const Layout& layout) {
    return fmt::format("ranks:{}/threads:{}", layout.ranks, layout.threads_per_rank);
}

std::string label(const Layout& layout) {
    return count(layout.ranks, "rank") + " x " + count(layout.threads_per_rank, "thread");
}

std::vector<Layout> layouts_for(const std::vector<int>& cores_by_node) {
    const int nodes = static_cast<int>(cores_by_node.size());
    const int least = *std::min_element(cores_by_node.begin(), cores_by_node.end());
    const int total = std::accumulate(cores_by_node.begin(), cores_by_node.end(), 0);
    std::vector<Layout> layouts;
    for (const Layout& layout : {Layout{.nodes = 1, .ranks = 1, .threads_per_rank = 1},
                                 Layout{.nodes = nodes, .ranks = nodes, .threads_per_rank = least},
                                 Layout{.nodes = nodes, .ranks = total, .threads_per_rank = 1}})
        if (std::find(layouts.begin(), layouts.end(), layout) == layouts.end()) layouts.push_back(layout);
    return layouts;
}

std::vector<Layout> parse_layouts(const std::string& text, const std::vector<int>& cores_by_node) {
    static const std::regex form(R"(([1-9]\d{0,5})x([1-9]\d{0,5}))");
    const int least = *std::min_element(cores_by_node.begin(), cores_by_node.end());
    std::vector<Layout> layouts;
    std::istringstream items(text);
    for (std::string item; std::getline(items, item, ',');) {
        std::smatch match;
        if (!std::regex_match(item, match, form))
            fail(ExitCode::usage, "'{}' in --layouts {} is no layout (ranks x threads, such as 2x4) give some, or auto",
                 item, text);
        const int ranks = std::stoi(match[1]);
        const Layout layout{std::min(ranks, static_cast<int>(cores_by_node.size())), ranks, std::stoi(match[2])};
        if (layout.cores_per_node() > least)
            fail(ExitCode::usage,
                 "{} need {} on a node (there are {}, and threads that share one say nothing) give others",
                 label(layout), count(layout.cores_per_node(), "core"), least);
        if (std::find(layouts.begin(), layouts.end(), layout) != layouts.end())
            fail(ExitCode::usage, "{} is twice in --layouts {} (it would be compared with itself) leave one out", item,
                 text);
        layouts.push_back(layout);
    }
    if (layouts.empty())
        fail(ExitCode::usage, "--layouts is empty (nothing would run) give some, such as 1x1,1x2, or auto");
    return layouts;
}

std::vector<int> parse_slurm_cpus(const std::string& text) {
    static const std::regex group(R"(([1-9]\d{0,5})(?:\(x([1-9]\d{0,5})\))?)");
    std::vector<int> cpus;
    std::istringstream groups(text);
    for (std::string item; std::getline(groups, item, ',');) {
        std::smatch match;
        if (!std::regex_match(item, match, group)) {
            cpus.clear();
            break;
        }
        const int nodes = match[2].matched ? std::stoi(match[2]) : 1;
        cpus.insert(cpus.end(), static_cast<std::size_t>(nodes), std::stoi(match[1]));
    }
    if (cpus.empty())
        fail(ExitCode::software, "SLURM_JOB_CPUS_PER_NODE is '{}' (the CPUs are not known) use --launcher none", text);
    return cpus;
}

}  // namespace lloyd
