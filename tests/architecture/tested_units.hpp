#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace lloyd::test {

/// Which file tests a unit that has no test of its own name.
using TestTable = std::map<std::string, std::string>;

/// Reads the table `| test | units |` of a text (CONTRIBUTING.md): a test's path and the units it holds, with commas.
/// Throws std::runtime_error where there is none, or a unit stands in it twice.
TestTable read_test_table(const std::string& text);

/// The test that a unit has by its name: tests/core/panels_test.cpp of core/panels.
std::string own_test(const std::string& unit);

/// Units without a test of their own and without a place in the table, places of units that have one or do not exist,
/// and tests named there that do not. tests: paths of the files there are.
std::vector<std::string> untested(const std::set<std::string>& units, const std::set<std::string>& tests,
                                  const TestTable& table);

}  // namespace lloyd::test
