#include "lloyd/bench/layout.hpp"
#include "lloyd/base/error.hpp"
#include "support/catch.hpp"

using lloyd::Layout;
using lloyd::layouts_for;
using lloyd::parse_layouts;
using lloyd::parse_slurm_cpus;

namespace {

std::vector<std::string> keys(const std::vector<Layout>& layouts) {
    std::vector<std::string> all;
    for (const Layout& layout : layouts) all.push_back(key(layout));
    return all;
}

std::string refusal(const std::string& text, const std::vector<int>& cores_by_node) {
    try {
        parse_layouts(text, cores_by_node);
    } catch (const lloyd::Error& error) {
        return error.code() == lloyd::ExitCode::usage ? error.what() : "";
    }
    return "";
}

}  // namespace

TEST_CASE("layouts that are asked for are those, the base case first", "[layout]") {
    CHECK(parse_layouts("2x1", {2}) == std::vector{Layout{1, 2, 1}});
    CHECK(parse_layouts("1x2,1x1,4x2", {8}) == std::vector{Layout{1, 1, 2}, Layout{1, 1, 1}, Layout{1, 4, 2}});
    CHECK(parse_layouts("1x4,2x4,6x2", {4, 4, 4}) == std::vector{Layout{1, 1, 4}, Layout{2, 2, 4}, Layout{3, 6, 2}});
}

TEST_CASE("layouts that cannot run or be understood are refused with what there is", "[layout]") {
    CHECK(refusal("1x1,2x2", {3}).starts_with("2 ranks x 2 threads need 4 cores on a node (there are 3"));
    CHECK(refusal("5x1", {4, 2}).starts_with("5 ranks x 1 thread need 3 cores on a node (there are 2"));
    for (const std::string text :
         {"1", "1x", "x1", "0x1", "1x1.5", "1x1;2x1", "1x1,,2x1", " 1x1", "-1x1", "1x1x1", "all"})
        CHECK(refusal(text, {64}).find("is no layout") != std::string::npos);
    CHECK(refusal("", {64}).find("is empty") != std::string::npos);
    CHECK(refusal("1x1,2x1,1x1", {64}).find("1x1 is twice") != std::string::npos);
    CHECK(refusal("9999999x1", {64}).find("is no layout") != std::string::npos);
}

TEST_CASE("one core leaves the base case alone", "[layout]") {
    CHECK(layouts_for({1}) == std::vector{Layout{1, 1, 1}});
}

TEST_CASE("two and eight cores are given to one rank and to one rank each", "[layout]") {
    CHECK(keys(layouts_for({2})) ==
          std::vector<std::string>{"ranks:1/threads:1", "ranks:1/threads:2", "ranks:2/threads:1"});
    CHECK(keys(layouts_for({8})) ==
          std::vector<std::string>{"ranks:1/threads:1", "ranks:1/threads:8", "ranks:8/threads:1"});
}

TEST_CASE("several nodes have one rank each with all threads of the smallest, or a rank a core", "[layout]") {
    const std::vector<Layout> layouts = layouts_for({4, 4, 2});
    CHECK(layouts == std::vector{Layout{1, 1, 1}, Layout{3, 3, 2}, Layout{3, 10, 1}});
    CHECK(layouts[2].ranks_per_node() == 4);
    CHECK(layouts[1].cores() == 6);
}

TEST_CASE("nodes of one core give no layout twice", "[layout]") {
    CHECK(layouts_for({1, 1}) == std::vector{Layout{1, 1, 1}, Layout{2, 2, 1}});
}

TEST_CASE("people read singular and plural", "[layout]") {
    CHECK(label(Layout{1, 1, 1}) == "1 rank x 1 thread");
    CHECK(label(Layout{1, 2, 8}) == "2 ranks x 8 threads");
}

TEST_CASE("Slurm's CPUs by node are spelled out", "[layout]") {
    CHECK(parse_slurm_cpus("2(x4)") == std::vector{2, 2, 2, 2});
    CHECK(parse_slurm_cpus("16") == std::vector{16});
    CHECK(parse_slurm_cpus("2(x2),4,8(x1)") == std::vector{2, 2, 4, 8});
}

TEST_CASE("anything else in place of Slurm's CPUs is refused", "[layout]") {
    for (const char* text : {"", "0", "2(x)", "2(x0)", "2(x2", "two", "2,,4", "-2", "2(x2) "}) {
        INFO(text);
        CHECK_THROWS_AS(parse_slurm_cpus(text), lloyd::Error);
    }
}
