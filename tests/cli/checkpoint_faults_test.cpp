// Checkpoints that cannot be written, and jobs that end while they are: the fit goes on, or can be resumed.
#include "cli/scene.hpp"
#include "cli/small_disk.hpp"
#include "lloyd/files/compare_results.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <filesystem>

using namespace lloyd::test;
namespace fs = std::filesystem;

namespace {

const Arguments fit =
    words("fit --generate uniform --rows 3000 --features 3 -k 12 --n-init 3 --max-iter 25 --tol 0 --threads 1");

/// Less than any step takes, so that the number of checkpoints does not depend on how fast the machine is.
const std::string every_step = "0.000000001s";

/// Two ranks of a lloyd that fails as it is told.
lloyd::ProcessOutcome run_faulty(const std::string& fault, const std::string& folder, const Arguments& more) {
    const Arguments launch = joined(as_ranks(2, 60), {LLOYD_FAULTY});
    return start(joined(launch, joined(fit, more)), {"LLOYD_FAULT=" + fault, "LLOYD_FAULT_FOLDER=" + folder});
}

}  // namespace

TEST_CASE("a fit goes on when a checkpoint fails, and keeps the next", "[faults]") {
    const Scene scene;
    const std::string checkpoint = scene.path("c.h5");
    REQUIRE(scene.run(joined(fit, {"-o", scene.path("whole.h5")})).exit_code == 0);
    for (const std::string kind : {"throw", "bad_alloc"}) {
        const auto outcome = run_faulty(
            "checkpoint:0:" + kind + ":2", "",
            {"-o", scene.path("r.h5"), "--checkpoint", checkpoint, "--checkpoint-every", every_step, "--force"});
        INFO(outcome.errors);
        CHECK(outcome.exit_code == 0);
        CHECK(count_of("the fit goes on", outcome.errors) == 1);
        CHECK(lloyd::first_difference(scene.path("whole.h5"), scene.path("r.h5")) == "");
        CHECK(scene.run({"info", "--verify", checkpoint}).exit_code == 0);
        CHECK(scene.files() == Arguments{"c.h5", "c.h5.prev", "r.h5", "whole.h5"});
    }
}

TEST_CASE("a job that is killed while it writes a checkpoint goes on from the one before", "[faults]") {
    const Scene scene;
    const std::string checkpoint = scene.path("c.h5");
    REQUIRE(scene.run(joined(fit, {"-o", scene.path("whole.h5")})).exit_code == 0);
    const Arguments files{"-o", scene.path("r.h5"), "--checkpoint", checkpoint, "--checkpoint-every", every_step};
    for (const std::string call : {"2", "9", "20"}) {
        INFO(call);
        CHECK(run_faulty("checkpoint:0:kill:" + call, "", joined(files, {"--force"})).exit_code == 128 + 9);
        CHECK_FALSE(fs::exists(scene.path("r.h5")));
        CHECK(scene.run({"info", "--verify", checkpoint}).exit_code == 0);
        CHECK(scene.run_on(3, joined(fit, {"-o", scene.path("r.h5"), "--resume", checkpoint})).exit_code == 0);
        CHECK(lloyd::first_difference(scene.path("whole.h5"), scene.path("r.h5")) == "");
        fs::remove(scene.path("r.h5"));
    }
}

TEST_CASE("on a full disk the fit goes on, and the checkpoint that is there stays", "[faults]") {
    const Scene scene;
    const SmallDisk disk(scene.path("disk"));
    if (!disk.is_mounted()) {
        WARN("skipped: only root can mount a small disk");
        return;
    }
    const std::string checkpoint = disk.file("c.h5");
    REQUIRE(scene.run(joined(fit, {"-o", scene.path("whole.h5")})).exit_code == 0);
    const Arguments files{"-o", scene.path("r.h5")};
    REQUIRE(scene.run(joined(fit, joined(files, {"--checkpoint", checkpoint, "--max-time", "0.001s"}))).exit_code ==
            75);
    disk.fill();
    const std::string before = bytes_of(checkpoint);

    const auto stopped = scene.run_on(2, joined(fit, joined(files, {"--resume", checkpoint, "--max-time", "0.001s"})));
    INFO(stopped.errors);
    CHECK(stopped.exit_code == 74);
    CHECK(count_of("cannot write " + checkpoint, stopped.errors) == 1);
    const auto done =
        scene.run_on(2, joined(fit, joined(files, {"--resume", checkpoint, "--checkpoint-every", "0.01s"})));
    INFO(done.errors);
    CHECK(done.exit_code == 0);
    CHECK(count_of("the fit goes on", done.errors) >= 1);
    CHECK(lloyd::first_difference(scene.path("whole.h5"), scene.path("r.h5")) == "");
    CHECK(bytes_of(checkpoint) == before);
    CHECK_FALSE(fs::exists(checkpoint + ".prev"));
}

TEST_CASE("a fit goes on when the folder of its checkpoint is gone", "[faults]") {
    const Scene scene;
    fs::create_directory(scene.path("gone"));
    const auto outcome = run_faulty(
        "iterate:0:remove:4", scene.path("gone"),
        {"-o", scene.path("r.h5"), "--checkpoint", scene.path("gone/c.h5"), "--checkpoint-every", every_step});
    INFO(outcome.errors);
    CHECK(outcome.exit_code == 0);
    CHECK(count_of("the fit goes on", outcome.errors) >= 1);
    CHECK(scene.files() == Arguments{"r.h5"});
}
