// The checker itself: it sees what it must see, and nothing else.
#include "architecture/rules.hpp"
#include "support/catch.hpp"

namespace {

using Violations = std::vector<std::string>;

const lloyd::test::ModuleTable may_use = {
    {"base", {}},
    {"parallel", {"base"}},
    {"core", {"base"}},
    {"data", {"base", "parallel", "core"}},
    {"kmeans", {"base", "parallel", "core", "data"}},
    {"metrics", {"base", "parallel", "core", "data"}},
    {"files", {"base", "parallel", "core", "data", "kmeans", "metrics"}},
    {"bench", {"base", "parallel", "core", "data", "kmeans", "metrics", "files"}},
    {"cli", {"base", "parallel", "core", "data", "kmeans", "metrics", "files", "bench"}},
};

/// What is wrong with a file of this text.
Violations in(const std::string& path, const std::string& text) {
    return lloyd::test::violations({path, text}, may_use);
}

/// What is wrong with a file that includes this and nothing else.
Violations including(const std::string& path, const std::string& header) {
    return in(path, "#include \"" + header + '"');
}

}  // namespace

TEST_CASE("includes that go down or stay are fine", "[architecture]") {
    CHECK(in("src/kmeans/fit.cpp", "#include \"lloyd/data/shard.hpp\"\n#include \"kmeans/seeding.hpp\"\n").empty());
    CHECK(in("include/lloyd/files/result_file.hpp", "#include \"lloyd/metrics/silhouette.hpp\"").empty());
    CHECK(in("src/cli/main.cpp", "#include \"lloyd/bench/bench.hpp\"\n#include <CLI/CLI.hpp>\n#include <vector>")
              .empty());
}

TEST_CASE("an include that goes up is named with its line", "[architecture]") {
    CHECK(in("src/data/tiles.cpp", "\n#include \"lloyd/kmeans/fit.hpp\"") ==
          Violations{"src/data/tiles.cpp:2: data may not use kmeans"});
    CHECK(in("include/lloyd/base/error.hpp", "  #  include <lloyd/parallel/team.hpp>").size() == 1);
    CHECK(in("src/core/kernels.cpp", "#include \"lloyd/parallel/team.hpp\"").size() == 1);
    CHECK(in("src/metrics/silhouette.cpp", "#include \"lloyd/kmeans/fit.hpp\"").size() == 1);
    CHECK(in("src/bench/bench.cpp", "#include \"cli/options.hpp\"").size() == 1);
}

TEST_CASE("a private header is for its own module", "[architecture]") {
    CHECK(in("src/files/result_file.cpp", "#include \"files/handle.hpp\"").empty());
    CHECK(in("src/files/result_file.cpp", "#include \"kmeans/seeding.hpp\"") ==
          Violations{"src/files/result_file.cpp:1: this header is private to kmeans"});
}

TEST_CASE("modules that do not exist are refused, as file and as include", "[architecture]") {
    CHECK(in("src/utils/helpers.cpp", "").size() == 1);
    CHECK(in("src/main.cpp", "").size() == 1);
    CHECK(in("src/data/tiles.cpp", "#include \"lloyd/utils/helpers.hpp\"").size() == 1);
    CHECK(in("src/data/tiles.cpp", "#include \"helpers.hpp\"").size() == 1);
}

TEST_CASE("labelling and seeding do not use each other", "[architecture]") {
    CHECK(including("src/kmeans/labelling/sweep.cpp", "kmeans/seeding/draw.hpp") ==
          Violations{"src/kmeans/labelling/sweep.cpp:1: kmeans/labelling/ may not use kmeans/seeding/draw.hpp"});
    CHECK(including("src/kmeans/seeding/draw.hpp", "kmeans/labelling/sweep.hpp").size() == 1);
    CHECK(including("include/lloyd/kmeans/seeding/draw.hpp", "lloyd/kmeans/labelling/sweep.hpp").size() == 1);

    CHECK(including("src/kmeans/labelling/sweep.cpp", "kmeans/labelling/row_bounds.hpp").empty());
    CHECK(including("src/kmeans/labelling/sweep.cpp", "lloyd/kmeans/restart.hpp").empty());
    CHECK(including("src/kmeans/labelling/sweep.cpp", "kmeans/seeding_like.hpp").empty());
    CHECK(including("src/kmeans/fit.cpp", "kmeans/seeding/draw.hpp").empty());
    CHECK(including("src/kmeans/fit.cpp", "kmeans/labelling/sweep.hpp").empty());
}

TEST_CASE("the reference uses what it shares with the fast path and nothing else", "[architecture]") {
    for (const char* header : {"lloyd/base/matrix.hpp", "lloyd/core/distance.hpp", "lloyd/data/shard.hpp",
                               "kmeans/reference/columns.hpp", "lloyd/kmeans/reference/fit.hpp",
                               "lloyd/kmeans/result.hpp", "lloyd/kmeans/options.hpp", "kmeans/seeding/rules.hpp"}) {
        CAPTURE(header);
        CHECK(including("src/kmeans/reference/fit.cpp", header).empty());
        CHECK(including("include/lloyd/kmeans/reference/fit.hpp", header).empty());
    }
    for (const char* header : {"lloyd/parallel/team.hpp", "lloyd/kmeans/fit.hpp", "lloyd/kmeans/restart.hpp",
                               "kmeans/seeding/draw.hpp", "kmeans/labelling/sweep.hpp"}) {
        CAPTURE(header);
        CHECK(including("src/kmeans/reference/fit.cpp", header).size() == 1);
        CHECK(including("include/lloyd/kmeans/reference/fit.hpp", header).size() == 1);
    }
}

TEST_CASE("nobody uses the reference", "[architecture]") {
    CHECK(including("src/kmeans/fit.cpp", "kmeans/reference/columns.hpp") ==
          Violations{"src/kmeans/fit.cpp:1: only itself may use kmeans/reference/"});
    CHECK(including("src/kmeans/seeding/draw.cpp", "kmeans/reference/columns.hpp").size() == 1);
    CHECK(including("include/lloyd/kmeans/fit.hpp", "lloyd/kmeans/reference/fit.hpp").size() == 1);
    CHECK(including("src/cli/main.cpp", "lloyd/kmeans/reference/fit.hpp").size() == 1);
}

TEST_CASE("words with one home are refused elsewhere", "[architecture]") {
    struct Case {
        std::string home;
        std::string line;
    };
    const std::vector<Case> cases = {
        {"src/parallel/session.cpp", "Communicator(MPI_COMM_WORLD)"},
        {"include/lloyd/parallel/team.hpp", "#pragma omp parallel"},
        {"include/lloyd/parallel/team.hpp", "    #  pragma  omp simd"},
        {"include/lloyd/parallel/team.hpp", "#include <omp.h>"},
        {"src/cli/main.cpp", "std::cout << 1;"},
        {"src/cli/main.cpp", "std::cerr << 1;"},
        {"src/cli/main.cpp", "printf(\"hello\");"},
        {"src/cli/main.cpp", "std::fprintf(stderr, \"hello\");"},
        {"src/cli/main.cpp", "fmt::print(\"hello\");"},
        {"src/cli/main.cpp", "std::println(\"hello\");"},
        {"src/cli/main.cpp", "puts(\"hello\");"},
        {"src/parallel/communicator.cpp", "std::exit(1);"},
        {"src/parallel/communicator.cpp", "exit(1);"},
        {"src/parallel/communicator.cpp", "if (bad) ::exit(1);"},
        {"src/parallel/communicator.cpp", "std::_Exit(1);"},
        {"src/parallel/communicator.cpp", "std::abort();"},
        {"src/parallel/communicator.cpp", "abort();"},
        {"src/parallel/communicator.cpp", "MPI_Abort(handle_, 1);"},
    };
    for (const Case& word : cases) {
        CAPTURE(word.line);
        CHECK(in(word.home, word.line).empty());
        CHECK(in("src/bench/bench.cpp", "\n" + word.line).size() == 1);
    }
    CHECK(in("src/data/tiles.cpp", "std::cout << 1;") ==
          Violations{"src/data/tiles.cpp:1: std::cout belongs in src/cli/"});
}

TEST_CASE("words that only look alike are fine", "[architecture]") {
    for (const char* line : {"comm.abort(74);", "_exit(127);", "app.exit(error);", "std::snprintf(text, size, \"x\");",
                             "fmt::format(\"x\");", "ExitCode::io", "int x = 1;  // MPI_COMM_WORLD lives elsewhere",
                             "std::sscanf(text, \"%d\", &x);", "footprint(x)"}) {
        CAPTURE(line);
        CHECK(in("src/bench/bench.cpp", line).empty());
    }
}

TEST_CASE("300 lines are a file, 301 are not", "[architecture]") {
    std::string text;
    for (int line = 0; line < 300; ++line) text += "\n";
    CHECK(in("src/data/tiles.cpp", text).empty());
    CHECK(in("src/data/tiles.cpp", text + "\n").size() == 1);
}

TEST_CASE("a line has 120 columns, letters of two bytes count once", "[architecture]") {
    std::string umlauts;
    for (int column = 0; column < 120; ++column) umlauts += "\u00fc";
    const std::string comment = "//" + std::string(118, '.');
    CHECK(in("src/data/tiles.cpp", comment + '\n' + umlauts).empty());
    CHECK(in("src/data/tiles.cpp", '\n' + comment + ".\n") ==
          Violations{"src/data/tiles.cpp:2: 121 columns, break it"});
    CHECK(in("include/lloyd/data/tiles.hpp", umlauts + 'u').size() == 1);
}
