#pragma once

#include "architecture/source_file.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace lloyd::test {

/// Which units (unit_of) every unit includes.
using IncludeGraph = std::map<std::string, std::set<std::string>>;

/// The units of these files. A unit's includes of itself are none, nor are those of units not among the files.
IncludeGraph include_graph(const std::vector<SourceFile>& files);

/// Units that include each other, in a ring or several, can only be read and tested together; there shall be none.
/// Each largest set of them is named once, with a shortest ring through its first unit:
/// "ring of includes: kmeans/a -> kmeans/b -> kmeans/a; 3 units include each other: kmeans/a, kmeans/b, kmeans/c".
std::vector<std::string> rings(const IncludeGraph& graph);

}  // namespace lloyd::test
