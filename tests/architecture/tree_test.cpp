// include/ and src/ as they are.
#include "architecture/rules.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

namespace fs = std::filesystem;

bool is_source(const fs::path& path) { return path.extension() == ".hpp" || path.extension() == ".cpp"; }

std::vector<lloyd::test::SourceFile> project_sources() {
    const fs::path project = LLOYD_SOURCE_DIR;
    std::vector<lloyd::test::SourceFile> files;
    for (const char* folder : {"include", "src"})
        for (const auto& entry : fs::recursive_directory_iterator(project / folder)) {
            if (!is_source(entry.path())) continue;
            std::ifstream stream(entry.path());
            files.push_back({entry.path().lexically_relative(project).generic_string(),
                             {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()}});
        }
    return files;
}

}  // namespace

TEST_CASE("includes go down only, and words with one home are at home", "[architecture]") {
    const auto files = project_sources();
    REQUIRE(files.size() > 20);
    for (const auto& file : files)
        for (const std::string& violation : lloyd::test::violations(file)) {
            INFO(violation);
            CHECK(violation.empty());
        }
}
