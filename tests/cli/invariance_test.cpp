// The same bytes for any layout of ranks and threads, seen from outside.
#include "cli/scene.hpp"
#include "lloyd/files/compare_results.hpp"
#include "support/catch.hpp"

using namespace lloyd::test;

namespace {

/// Fits in several layouts; each result must have the bytes of the first.
void expect_same_results(const Scene& scene, const Arguments& fit) {
    struct Layout {
        int ranks;
        std::string threads;
    };
    const std::string base = scene.path("base.h5");
    const auto run = [&](const Layout& layout, const std::string& output) {
        Arguments arguments = fit;
        for (const std::string& word :
             {std::string("-o"), output, std::string("--threads"), layout.threads, std::string("--force")})
            arguments.push_back(word);
        const auto outcome = scene.run_on(layout.ranks, arguments);
        INFO(outcome.errors);
        REQUIRE(outcome.exit_code == 0);
    };
    run({1, "1"}, base);
    for (const int ranks : {1, 2, 3, 4, 7})
        for (const std::string threads : {"1", "2", "3"}) {
            const std::string other = scene.path("other.h5");
            run({ranks, threads}, other);
            INFO(ranks << " ranks x " << threads << " threads");
            CHECK(lloyd::first_difference(base, other) == "");
        }
}

}  // namespace

TEST_CASE("a result has the same bytes for any layout", "[invariance]") {
    const Scene scene;
    for (const std::string dtype : {"float64", "float32"}) {
        INFO(dtype);
        expect_same_results(scene, {"fit", "--generate", "uniform", "--rows", "5003", "--features", "3", "--dtype",
                                    dtype, "-k", "8", "--n-init", "4", "--silhouette-sample", "300"});
    }
}

TEST_CASE("a result has the same bytes when ranks outnumber rows", "[invariance]") {
    const Scene scene;
    write_values(scene.path("in.h5"), "/X", {4, 2}, {0, 0, 0, 1, 10, 10, 10, 11});
    expect_same_results(scene, {"fit", scene.path("in.h5"), "-k", "3", "--n-init", "3", "--silhouette-sample", "10"});
    expect_same_results(scene, {"fit", scene.path("in.h5"), "-k", "2", "--n-init", "3", "--init", "k-means||"});
}

TEST_CASE("a result from given centres has the same bytes for any layout", "[invariance]") {
    const Scene scene;
    write_values(scene.path("centers.h5"), "/C", {3, 2},
                 {0, 0, 0.5, 0.5, 100, 100});  // the last one founds on a far row
    for (const std::string dtype : {"float64", "float32"})
        expect_same_results(scene, {"fit", "--generate", "uniform", "--rows", "1001", "--features", "2", "--dtype",
                                    dtype, "-k", "3", "--init", scene.path("centers.h5")});
}
