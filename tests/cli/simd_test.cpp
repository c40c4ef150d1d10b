// The same bytes for any SIMD target, seen from outside: LLOYD_SIMD_TARGET makes this CPU one that has less.
#include "cli/scene.hpp"
#include "lloyd/core/simd_target.hpp"
#include "lloyd/files/compare_results.hpp"
#include "support/catch.hpp"

#include <filesystem>

using namespace lloyd::test;

namespace {

const std::vector<std::string> targets = lloyd::simd_targets();

lloyd::ProcessOutcome run_with(const std::string& target, const Arguments& arguments) {
    return start(joined({LLOYD_EXECUTABLE}, arguments), {"LLOYD_SIMD_TARGET=" + target});
}

/// A fit with each target, and one of two ranks that have the best and the last: each result has the bytes of the first.
void expect_same_results(const Scene& scene, const Arguments& rows, const Arguments& options) {
    const Arguments fit = joined(joined(joined({"fit"}, rows), options), words("--silhouette-sample 200 --force -o"));
    const std::string base = scene.path("base.h5");
    const std::string other = scene.path("other.h5");
    REQUIRE(scene.run(joined(fit, {base})).exit_code == 0);
    for (const std::string& target : targets) {
        const auto outcome = run_with(target, joined(fit, {other}));
        INFO(target << ": " << outcome.errors);
        REQUIRE(outcome.exit_code == 0);
        CHECK(count_of(", " + target + "\n", outcome.errors) == 1);
        CHECK(lloyd::first_difference(base, other) == "");
    }
    const std::string script =
        "if [ " + rank_in_shell + " = 1 ]; then export LLOYD_SIMD_TARGET=" + targets.back() + "; fi; exec \"$@\"";
    const auto mixed = scene.run_by_script(2, script, joined(fit, {other}));
    INFO("both: " << mixed.errors);
    REQUIRE(mixed.exit_code == 0);
    CHECK(lloyd::first_difference(base, other) == "");
}

}  // namespace

TEST_CASE("a result has the same bytes for any SIMD target", "[simd]") {
    const Scene scene;
    for (const std::string dtype : {"float64", "float32"}) {
        INFO(dtype);
        const auto rows = [&](const std::string& text) { return words(text + " --dtype " + dtype); };
        expect_same_results(scene, rows("--generate blobs --rows 6007 --features 10 --centers 12"),
                            words("-k 12 --n-init 3"));
        expect_same_results(scene, rows("--generate uniform --rows 3001 --features 3"),
                            words("-k 40 --n-init 2 --max-iter 20 --init k-means||"));
        expect_same_results(scene, rows("--generate blobs --rows 1003 --features 67 --centers 30"),
                            words("-k 130 --n-init 1 --max-iter 10"));
        expect_same_results(scene, rows("--generate blobs --rows 101 --features 1999"), words("-k 5 --n-init 2"));
    }
}

TEST_CASE("generated rows and predicted labels have the same bytes for any SIMD target", "[simd]") {
    const Scene scene;
    const Arguments generate = words("generate --rows 2003 --features 7 --force");
    REQUIRE(scene.run(joined(generate, {scene.path("x.h5")})).exit_code == 0);
    REQUIRE(scene.run({"fit", scene.path("x.h5"), "-k", "9", "-o", scene.path("r.h5")}).exit_code == 0);
    const Arguments predict{"predict", scene.path("r.h5"), scene.path("x.h5"), "--distances", "--force", "-o"};
    REQUIRE(scene.run(joined(predict, {scene.path("l.h5")})).exit_code == 0);
    for (const std::string& target : targets) {
        INFO(target);
        REQUIRE(run_with(target, joined(generate, {scene.path("y.h5")})).exit_code == 0);
        CHECK(lloyd::first_difference(scene.path("x.h5"), scene.path("y.h5")) == "");
        REQUIRE(run_with(target, joined(predict, {scene.path("m.h5")})).exit_code == 0);
        CHECK(lloyd::first_difference(scene.path("l.h5"), scene.path("m.h5")) == "");
    }
}

TEST_CASE("a SIMD target that is not there is refused, by all ranks once", "[simd]") {
    const Scene scene;
    const Arguments fit = words("fit --generate uniform --rows 9 -k 2 -o " + scene.path("out.h5"));
    const auto alone = run_with("AVX9", fit);
    INFO(alone.errors);
    CHECK(alone.exit_code == 64);
    CHECK(count_of("lloyd: error: there is no SIMD target AVX9 here", alone.errors) == 1);
    for (const std::string& target : targets) CHECK(count_of(target, alone.errors) >= 1);

    const std::string script = "[ " + rank_in_shell + " = 1 ] && export LLOYD_SIMD_TARGET=AVX9; exec \"$@\"";
    const auto one_rank = scene.run_by_script(3, script, fit);
    INFO(one_rank.errors);
    CHECK(one_rank.exit_code == 64);
    CHECK(count_of("lloyd: error: ", one_rank.errors) == 1);
    CHECK(scene.files().empty());
}
