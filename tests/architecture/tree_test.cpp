// include/ and src/ as they are, held to DESIGN.md and CONTRIBUTING.md as they are.
#include "architecture/module_table.hpp"
#include "architecture/rings.hpp"
#include "architecture/rules.hpp"
#include "architecture/tested_units.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace {

namespace fs = std::filesystem;

bool is_source(const fs::path& path) { return path.extension() == ".hpp" || path.extension() == ".cpp"; }

const fs::path project = LLOYD_SOURCE_DIR;

std::string text_of(const fs::path& path) {
    std::ifstream stream(path);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::vector<lloyd::test::SourceFile> project_sources() {
    std::vector<lloyd::test::SourceFile> files;
    for (const char* folder : {"include", "src"})
        for (const auto& entry : fs::recursive_directory_iterator(project / folder)) {
            if (!is_source(entry.path())) continue;
            files.push_back({entry.path().lexically_relative(project).generic_string(), text_of(entry.path())});
        }
    std::ranges::sort(files, {}, &lloyd::test::SourceFile::path);
    return files;
}

}  // namespace

TEST_CASE("every file keeps to the rules", "[architecture]") {
    const auto may_use = lloyd::test::read_module_table(text_of(project / "DESIGN.md"));
    const auto files = project_sources();
    REQUIRE(files.size() > 20);
    for (const auto& file : files)
        for (const std::string& violation : lloyd::test::violations(file, may_use)) {
            INFO(violation);
            CHECK(violation.empty());
        }
}

TEST_CASE("no units include each other in a ring", "[architecture]") {
    const auto graph = lloyd::test::include_graph(project_sources());
    REQUIRE(graph.size() > 20);
    for (const std::string& ring : lloyd::test::rings(graph)) {
        INFO(ring);
        CHECK(ring.empty());
    }
}

TEST_CASE("every unit is tested, by a file of its name or where CONTRIBUTING.md says", "[architecture]") {
    std::set<std::string> units;
    for (const auto& file : project_sources()) units.insert(lloyd::test::unit_of(lloyd::test::name_of(file.path)));
    std::set<std::string> tests;
    for (const auto& entry : fs::recursive_directory_iterator(project / "tests"))
        tests.insert(entry.path().lexically_relative(project).generic_string());
    const auto table = lloyd::test::read_test_table(text_of(project / "CONTRIBUTING.md"));
    for (const std::string& fault : lloyd::test::untested(units, tests, table)) {
        INFO(fault);
        CHECK(fault.empty());
    }
}
