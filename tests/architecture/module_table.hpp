#pragma once

#include <map>
#include <set>
#include <string>

namespace lloyd::test {

/// What each module may use; itself goes without saying.
using ModuleTable = std::map<std::string, std::set<std::string>>;

/// Reads the first table `| module | what lives there | may use |` of a text (DESIGN.md), so that the rules stand
/// where they are read and nowhere else. "may use" is empty, `all`, or a list of modules and ranges of rows
/// (`base .. data`), every one from a row above: the table has no way to say that includes go up, and `all` is
/// all rows above.
/// Throws std::runtime_error that names the fault where there is no table, or one that is anything but this.
ModuleTable read_module_table(const std::string& text);

}  // namespace lloyd::test
