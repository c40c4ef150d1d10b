// Fits that are stopped and go on: by time, by signals, on other layouts, and what is said about it.
#include "cli/scene.hpp"
#include "lloyd/files/checkpoint.hpp"
#include "lloyd/files/compare_results.hpp"
#include "support/catch.hpp"

#include <ctime>
#include <filesystem>
#include <string>

using namespace lloyd::test;

namespace {

/// A fit of a few seconds that does not converge before max_iter.
const Arguments fit{"fit", "--generate", "uniform", "--rows",     "20000", "--features", "4", "-k",
                    "40",  "--n-init",   "3",       "--max-iter", "40",    "--tol",      "0", "--silhouette-sample",
                    "200"};

Arguments with(Arguments words, const Arguments& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// Stops a fit again and again, on layout after layout, until it is done. How often it was stopped.
int run_to_the_end(const Scene& scene, const Arguments& this_fit, const std::string& output, const std::string& time) {
    const std::string checkpoint = scene.path("c.h5");
    Arguments go_on{"--checkpoint", checkpoint};
    for (int stops = 0; stops < 500; ++stops) {
        const auto outcome = scene.run_on(
            1 + stops % 3,
            with(this_fit,
                 with({"-o", output, "--max-time", time, "--threads", std::to_string(1 + stops % 2)}, go_on)));
        INFO(outcome.errors);
        if (outcome.exit_code == 0) return stops;
        REQUIRE(outcome.exit_code == 75);
        REQUIRE(count_of("--resume " + checkpoint, outcome.errors) == 1);
        REQUIRE_FALSE(std::filesystem::exists(output));
        go_on = {"--resume", checkpoint};
    }
    return -1;
}

}  // namespace

TEST_CASE("a fit that is stopped in every step gives the bytes of one that was left alone", "[resume]") {
    const Scene scene;
    const std::string whole = scene.path("whole.h5");
    const Arguments small{"fit", "--generate", "blobs",    "--rows", "1500",       "--features", "3",     "--std", "3",
                          "-k",  "6",          "--n-init", "3",      "--max-iter", "8",          "--tol", "0"};
    for (const std::string init : {"k-means++", "k-means||"}) {
        const Arguments this_fit = with(small, {"--init", init});
        REQUIRE(scene.run(with(this_fit, {"-o", whole, "--force"})).exit_code == 0);
        const std::string parts = scene.path("parts-" + init.substr(7) + ".h5");
        // No time at all: one step a run.
        CHECK(run_to_the_end(scene, this_fit, parts, "0.001s") > 8);
        CHECK(lloyd::first_difference(whole, parts) == "");
        for (const std::string name : {"c.h5", "c.h5.prev"}) std::filesystem::remove(scene.path(name));
    }
}

TEST_CASE("max_iter can be raised from the checkpoint of a fit that did not converge", "[resume]") {
    const Scene scene;
    const auto fit_to = [&](const std::string& max_iter, const Arguments& more) {
        return scene.run(with(fit, with({"--max-iter", max_iter}, more))).exit_code;
    };
    const std::string checkpoint = scene.path("c.h5");
    REQUIRE(fit_to("12", {"-o", scene.path("whole.h5")}) == 0);
    REQUIRE(fit_to("5", {"-o", scene.path("five.h5"), "--checkpoint", checkpoint}) == 0);
    REQUIRE(fit_to("12", {"-o", scene.path("twelve.h5"), "--resume", checkpoint}) == 0);
    CHECK(lloyd::first_difference(scene.path("whole.h5"), scene.path("twelve.h5")) == "");
    CHECK(fit_to("11", {"-o", scene.path("no.h5"), "--resume", checkpoint}) == 64);
}

TEST_CASE("a checkpoint is not mistaken for another fit's, nor lost by accident", "[resume]") {
    const Scene scene;
    const std::string checkpoint = scene.path("c.h5");
    const Arguments stop{"--max-time", "0.001s"};
    REQUIRE(scene.run(with(fit, with({"-o", scene.path("r.h5"), "--checkpoint", checkpoint}, stop))).exit_code == 75);
    const auto resume = [&](const Arguments& more) {
        return scene.run(with(fit, with({"-o", scene.path("r.h5"), "--resume", checkpoint}, more)));
    };
    const auto other_seed = resume({"--seed", "7"});
    CHECK(other_seed.exit_code == 64);
    CHECK(count_of("--seed of " + checkpoint + " is 42, not 7", other_seed.errors) == 1);
    const auto other_rows = resume({"--data-seed", "7"});
    CHECK(other_rows.exit_code == 65);
    CHECK(count_of("fingerprint of the rows", other_rows.errors) == 1);
    CHECK(resume({"--dtype", "float32"}).exit_code == 65);
    CHECK(resume({"--checkpoint", scene.path("r.h5")}).exit_code == 64);  // both are written

    const auto again = scene.run(with(fit, {"-o", scene.path("r.h5"), "--checkpoint", checkpoint}));
    CHECK(again.exit_code == 64);
    CHECK(count_of("exists", again.errors) == 1);
    CHECK(scene.run(with(fit, {"-o", scene.path("r.h5"), "--resume", scene.path("none.h5")})).exit_code == 74);
    CHECK(scene.run(with(fit, with({"-o", scene.path("r.h5")}, stop))).exit_code == 64);  // nothing to keep it in
    CHECK(resume({}).exit_code == 0);
    CHECK(count_of("a checkpoint file of lloyd", scene.run({"info", checkpoint}).output) == 1);
    CHECK(count_of("40 of at most 40 iterations done", scene.run({"info", checkpoint}).output) == 1);
}

TEST_CASE("a fit stops a minute before the end of its Slurm job", "[resume]") {
    const Scene scene;
    const Arguments fit_and_keep = joined(fit, {"-o", scene.path("r.h5"), "--checkpoint", scene.path("c.h5")});
    const auto run_until = [&](int seconds) {
        const std::string end = std::to_string(std::time(nullptr) + seconds);
        return start(joined({LLOYD_EXECUTABLE}, fit_and_keep), {"SLURM_JOB_ID=1", "SLURM_JOB_END_TIME=" + end});
    };
    const auto outcome = run_until(30);
    CHECK(outcome.exit_code == 75);
    CHECK(count_of("stopped by the job's time limit", outcome.errors) == 1);
    for (const std::string name : {"c.h5", "c.h5.prev"}) std::filesystem::remove(scene.path(name));
    CHECK(run_until(3000).exit_code == 0);
}

TEST_CASE("the former checkpoint survives that the newest is damaged, and no file is taken for another", "[resume]") {
    const Scene scene;
    const std::string checkpoint = scene.path("c.h5");
    const Arguments stop{"-o", scene.path("r.h5"), "--max-time", "0.001s"};
    REQUIRE(scene.run(joined(fit, joined(stop, {"--checkpoint", checkpoint}))).exit_code == 75);
    REQUIRE(scene.run(joined(fit, joined(stop, {"--resume", checkpoint}))).exit_code == 75);
    std::filesystem::resize_file(checkpoint, 100);
    const auto resumed = scene.run(joined(fit, joined(stop, {"--resume", scene.path("./c.h5")})));
    CHECK(resumed.exit_code == 75);
    CHECK(count_of("going on from the one before", resumed.errors) == 1);
    CHECK(scene.run({"info", "--verify", checkpoint}).exit_code == 0);
    CHECK(scene.run({"info", "--verify", checkpoint + ".prev"}).exit_code == 0);

    const auto code = [&](const Arguments& files) { return scene.run(joined(fit, files)).exit_code; };
    CHECK(code({"-o", scene.path("c.h5.prev"), "--checkpoint", checkpoint, "--force"}) == 64);
    CHECK(code({"-o", checkpoint, "--resume", checkpoint, "--checkpoint", scene.path("d.h5"), "--force"}) == 64);
    std::filesystem::remove(checkpoint);
    CHECK(code({"-o", scene.path("r.h5"), "--checkpoint", checkpoint}) == 64);  // c.h5.prev would be lost
    CHECK(code({"-o", scene.path("r.h5"), "--checkpoint-every", "5m"}) == 64);
    CHECK(code({"-o", scene.path("r.h5"), "--resume", checkpoint}) == 0);
}

TEST_CASE("a signal to any rank stops all of them, with a checkpoint or without", "[resume]") {
    const Scene scene;
    // A shell that becomes one of three ranks, which is sent the signal once a condition holds.
    const auto with_signal = [&](const std::string& signal, int rank, const std::string& condition,
                                 const Arguments& more) {
        const std::string send = "(until " + condition + " || ! kill -0 $$; do sleep 0.02; done; kill -" + signal +
                                 " $$) > /dev/null 2>&1 &";
        const std::string script =
            "if [ " + rank_in_shell + " = " + std::to_string(rank) + " ]; then " + send + " fi; exec \"$@\"";
        return scene.run_by_script(3, script, with(fit, with({"--rows", "200000", "--max-iter", "4000"}, more)));
    };
    // All three: MPICH's UCX handles SIGUSR1 for itself before lloyd does.
    const std::string is_handled = "[ $((0x$(sed -n 's/^SigCgt:.//p' /proc/$$/status) & 0x4202)) = $((0x4202)) ]";
    const std::string output = scene.path("r.h5");
    for (const std::string signal : {"TERM", "INT", "USR1"}) {
        const auto outcome = with_signal(signal, 2, is_handled, {"-o", output});
        INFO(signal << outcome.errors);
        CHECK(outcome.exit_code == 128 + (signal == "TERM" ? 15 : signal == "INT" ? 2 : 10));
        CHECK(count_of("stopped by SIG" + signal, outcome.errors) == 1);
        CHECK_FALSE(std::filesystem::exists(output));
    }
    const std::string checkpoint = scene.path("c.h5");
    const auto kept = with_signal("USR1", 1, "test -e " + checkpoint,
                                  {"-o", output, "--checkpoint", checkpoint, "--checkpoint-every", "0.05s"});
    INFO(kept.errors);
    CHECK(kept.exit_code == 75);
    CHECK(count_of("stopped by SIGUSR1", kept.errors) == 1);
    CHECK(scene.files() == std::vector<std::string>{"c.h5", "c.h5.prev"});
}
