#include "architecture/rings.hpp"

#include "support/catch.hpp"

using lloyd::test::include_graph;
using lloyd::test::IncludeGraph;
using lloyd::test::rings;

TEST_CASE("a header and its source are one unit, in matching folders", "[architecture]") {
    const IncludeGraph graph = include_graph({
        {"include/lloyd/core/exact/nearest.hpp", "#include \"lloyd/core/panels.hpp\"\n"},
        {"src/core/exact/nearest.hpp", ""},
        {"src/core/exact/nearest.cpp", "#include \"lloyd/core/exact/nearest.hpp\"\n\n#include \"core/simd-inl.hpp\"\n"},
        {"src/core/simd-inl.hpp", "#include <lloyd/core/panels.hpp>\n#include <vector>\n"},
        {"include/lloyd/core/panels.hpp", "#include \"lloyd/base/not_here.hpp\"\n// #include \"core/simd-inl.hpp\"\n"},
        {"src/core/nearest.cpp", ""},
    });
    CHECK(graph == IncludeGraph{{"core/exact/nearest", {"core/panels", "core/simd-inl"}},
                                {"core/simd-inl", {"core/panels"}},
                                {"core/panels", {}},
                                {"core/nearest", {}}});
}

TEST_CASE("units that include each other through their sources are a ring", "[architecture]") {
    CHECK(rings(include_graph({
              {"src/kmeans/draw.hpp", "#include \"lloyd/kmeans/seeding.hpp\"\n"},
              {"include/lloyd/kmeans/seeding.hpp", ""},
              {"src/kmeans/seeding.cpp", "#include \"kmeans/draw.hpp\"\n"},
          })) == std::vector<std::string>{"ring of includes: kmeans/draw -> kmeans/seeding -> kmeans/draw; "
                                          "2 units include each other: kmeans/draw, kmeans/seeding"});
}

TEST_CASE("no ring where includes only meet again", "[architecture]") {
    CHECK(rings({}).empty());
    CHECK(rings({{"top", {"left", "right"}}, {"left", {"bottom"}}, {"right", {"bottom"}}, {"bottom", {}}}).empty());
}

TEST_CASE("each set of units in rings is named once, with a shortest ring in the order of includes", "[architecture]") {
    const IncludeGraph graph = {
        {"above", {"a", "x"}},     // leads to rings and is in none
        {"a", {"c"}},              // a -> c -> b -> a, and a longer ring by d
        {"b", {"a", "d", "end"}},  //
        {"c", {"b"}},              //
        {"d", {"a"}},              //
        {"x", {"y", "c"}},         // x -> y -> x leads to the others, and they not back
        {"y", {"x"}},              //
        {"end", {}},
    };
    CHECK(rings(graph) == std::vector<std::string>{
                              "ring of includes: a -> c -> b -> a; 4 units include each other: a, b, c, d",
                              "ring of includes: x -> y -> x; 2 units include each other: x, y",
                          });
}
