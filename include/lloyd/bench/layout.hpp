#pragma once

#include <string>
#include <vector>

namespace lloyd {

/// How one run is spread over the machine. Ranks are spread evenly over the nodes.
struct Layout {
    int nodes = 1;
    int ranks = 1;
    int threads_per_rank = 1;

    int cores() const { return ranks * threads_per_rank; }
    int ranks_per_node() const { return (ranks + nodes - 1) / nodes; }
    int cores_per_node() const { return ranks_per_node() * threads_per_rank; }
    friend bool operator==(const Layout&, const Layout&) = default;
};

/// For machines, "ranks:1/threads:2", and for people, "1 rank x 2 threads".
std::string key(const Layout& layout);
std::string label(const Layout& layout);

/// The layouts worth comparing when each node gives these cores: one rank x one thread first (the base case), one
/// rank a node with all its threads, one rank a core. Nodes of unequal size all get the threads of the smallest.
/// No duplicates.
std::vector<Layout> layouts_for(const std::vector<int>& cores_by_node);

/// "1x1,1x2,2x1", ranks x threads, on nodes that give these cores, on as many of which ranks are spread as there are
/// ranks. Throws Error(usage) for any other form, a layout twice, and one that needs more cores than there are.
std::vector<Layout> parse_layouts(const std::string& text, const std::vector<int>& cores_by_node);

/// SLURM_JOB_CPUS_PER_NODE, e.g. "2(x4),8" is 2, 2, 2, 2, 8. Throws Error(software) for any other form.
std::vector<int> parse_slurm_cpus(const std::string& text);

}  // namespace lloyd
