#include "architecture/tested_units.hpp"

#include "architecture/markdown.hpp"

#include <stdexcept>

namespace lloyd::test {

TestTable read_test_table(const std::string& text) {
    TestTable table;
    for (const Texts& row : read_table(text, {"test", "units"}))
        for (const std::string& unit : split(row[1], ','))
            if (!table.emplace(unit, row[0]).second) throw std::runtime_error("two tests of " + unit);
    return table;
}

std::string own_test(const std::string& unit) { return "tests/" + unit + "_test.cpp"; }

std::vector<std::string> untested(const std::set<std::string>& units, const std::set<std::string>& tests,
                                  const TestTable& table) {
    std::vector<std::string> found;
    for (const std::string& unit : units)
        if (!tests.contains(own_test(unit)) && !table.contains(unit)) found.push_back(unit + " has no test");
    for (const auto& [unit, test] : table) {
        if (!units.contains(unit)) found.push_back("there is no unit " + unit);
        if (tests.contains(own_test(unit))) found.push_back(unit + " has a test of its own");
        if (!tests.contains(test)) found.push_back("there is no " + test);
    }
    return found;
}

}  // namespace lloyd::test
