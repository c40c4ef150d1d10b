// Wrong options, help and version: exit codes, one message, MPI untouched.
#include "cli/scene.hpp"
#include "support/catch.hpp"

using namespace lloyd::test;

namespace {

struct Mistake {
    Arguments arguments;
    std::string word;  ///< of the message
};

}  // namespace

TEST_CASE("wrong options end in exit code 64 with one message", "[usage]") {
    const Scene scene;
    write_two_groups(scene.path("in.h5"));
    const std::string in = scene.path("in.h5");
    const std::string out = scene.path("out.h5");
    const std::vector<Mistake> mistakes = {
        {{}, "no command"},
        {{"train"}, "train"},
        {{"fit", in, "-k", "2", "-o", out, "--clusters", "3"}, "--clusters"},
        {{"fit", in, "-o", out}, "--n-clusters"},
        {{"fit", in, "-k", "two", "-o", out}, "two"},
        {{"fit", in, "-k", "0", "-o", out}, "--n-clusters"},
        {{"fit", in, "-k", "-3", "-o", out}, "--n-clusters"},
        {{"fit", in, "-k", "2", "-o", out, "--n-init", "0"}, "--n-init"},
        {{"fit", in, "-k", "2", "-o", out, "--max-iter", "0"}, "--max-iter"},
        {{"fit", in, "-k", "2", "-o", out, "--tol", "-1"}, "--tol"},
        {{"fit", in, "-k", "2", "-o", out, "--tol", "nan"}, "--tol"},
        {{"fit", in, "-k", "2", "-o", out, "--seed", "-1"}, "--seed"},
        {{"generate", out, "--rows", "9", "--seed", "-1"}, "--seed"},
        {{"fit", in, "-k", "2", "-o", out, "--threads", "-1"}, "--threads"},
        {{"fit", in, "-k", "2", "-o", out, "--threads", "0"}, "--threads"},
        {{"fit", in, "-k", "2", "-o", out, "--init", "kmeans"}, "'kmeans'"},
        {{"fit", in, "-k", "2", "-o", out, "--init", ""}, "--init"},
        {{"fit", in, "-k", "2", "-o", out, "--clusters", "3"}, "lloyd fit --help"},
        {{"fit", in, "-k", "2", "-o", out, "--silhouette-sample", "-1"}, "--silhouette-sample"},
        {{"fit", in, "-k", "2"}, "--output"},
        {{"fit", "-k", "2", "-o", out}, "INPUT"},
        {{"fit", in, "--generate", "blobs", "--rows", "9", "-k", "2", "-o", out}, "--generate"},
        {{"fit", in, "--rows", "9", "-k", "2", "-o", out}, "--generate"},
        {{"fit", "--generate", "sklearn", "--rows", "9", "-k", "2", "-o", out}, "sklearn"},
        {{"fit", "--generate", "blobs", "-k", "2", "-o", out}, "--rows"},
        {{"generate", out}, "--rows"},
        {{"generate", out, "--rows", "0"}, "rows"},
        {{"generate", out, "--rows", "9", "--recipe", "moons"}, "moons"},
        {{"generate", out, "--rows", "9", "--dtype", "float16"}, "float16"},
        {{"generate", out, "--rows", "9", "--std", "-1"}, "std"},
        {{"predict", scene.path("r.h5"), in}, "--output"},
        {{"info"}, "FILE"},
    };
    for (const Mistake& mistake : mistakes) {
        const auto outcome = scene.run(mistake.arguments);
        INFO("expected the word " << mistake.word << " in: " << outcome.errors);
        CHECK(outcome.exit_code == 64);
        CHECK(outcome.output.empty());
        CHECK(count_of("lloyd: error: ", outcome.errors) == 1);
        CHECK(count_of(mistake.word, outcome.errors) > 0);
        CHECK(scene.files() == std::vector<std::string>{"in.h5"});
    }
}

TEST_CASE("several ranks report a wrong option once", "[usage]") {
    const Scene scene;
    const auto outcome = scene.run_on(3, {"fit", "in.h5", "-k", "0", "-o", scene.path("out.h5")});
    CHECK(outcome.exit_code == 64);
    CHECK(count_of("lloyd: error: ", outcome.errors) == 1);
}

TEST_CASE("help and version are results, and said once by several ranks", "[usage]") {
    const Scene scene;
    for (const char* command : {"generate", "fit", "predict", "bench", "info"}) {
        const auto help = scene.run({command, "--help"});
        INFO(help.output);
        CHECK(help.exit_code == 0);
        CHECK(count_of("Example:", help.output) == 1);
        CHECK(help.errors.empty());
    }
    for (const auto& version : {scene.run({"--version"}), scene.run_on(3, {"--version"})}) {
        INFO(version.output);
        CHECK(version.exit_code == 0);
        CHECK(count_of("lloyd ", version.output) == 1);
        for (const char* part : {"MPI", "HDF5", "compiler", "SIMD"}) CHECK(count_of(part, version.output) > 0);
    }
}
