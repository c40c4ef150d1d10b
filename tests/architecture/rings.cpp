#include "architecture/rings.hpp"

#include <algorithm>
#include <deque>

namespace lloyd::test {

namespace {

using Units = std::vector<std::string>;

/// For every unit that a walk came to, the one it came from.
using Walk = std::map<std::string, std::string>;

/// The shortest ways from a unit to all that it includes, directly or not; to itself too where a ring leads back.
Walk walk_from(const std::string& start, const IncludeGraph& graph) {
    Walk came_from;
    std::deque<std::string> queue = {start};
    for (; !queue.empty(); queue.pop_front())
        for (const std::string& next : graph.at(queue.front()))
            if (came_from.emplace(next, queue.front()).second) queue.push_back(next);
    return came_from;
}

/// start, .., start; the walk from start has come back to it.
Units ring_through(const std::string& start, const Walk& walk) {
    Units ring = {start};
    do ring.push_back(walk.at(ring.back()));
    while (ring.back() != start);
    std::ranges::reverse(ring);
    return ring;
}

std::string join(const Units& units, const std::string& separator) {
    std::string text;
    for (const std::string& unit : units) text += (text.empty() ? "" : separator) + unit;
    return text;
}

}  // namespace

IncludeGraph include_graph(const std::vector<SourceFile>& files) {
    IncludeGraph graph;
    for (const SourceFile& file : files) graph[unit_of(name_of(file.path))];
    for (const SourceFile& file : files) {
        const std::string unit = unit_of(name_of(file.path));
        for (const Include& include : project_includes(file)) {
            const std::string used = unit_of(include.name);
            if (used != unit && graph.contains(used)) graph[unit].insert(used);
        }
    }
    return graph;
}

std::vector<std::string> rings(const IncludeGraph& graph) {
    std::map<std::string, Walk> walks;
    for (const auto& [unit, used] : graph) walks[unit] = walk_from(unit, graph);

    std::vector<std::string> found;
    std::set<std::string> named;
    for (const auto& [unit, walk] : walks) {
        if (named.contains(unit) || !walk.contains(unit)) continue;
        Units together;
        for (const auto& [other, previous] : walk)
            if (walks.at(other).contains(unit)) together.push_back(other);
        named.insert(together.begin(), together.end());
        found.push_back("ring of includes: " + join(ring_through(unit, walk), " -> ") + "; " +
                        std::to_string(together.size()) + " units include each other: " + join(together, ", "));
    }
    return found;
}

}  // namespace lloyd::test
