// A result that cannot be written, found out before any work or when it is too late: 74, a message, nothing left, and
// what was there before as it was.
#include "cli/scene.hpp"
#include "cli/small_disk.hpp"
#include "support/catch.hpp"

#include <filesystem>

using namespace lloyd::test;
namespace fs = std::filesystem;

namespace {

const Arguments fit = words("fit --generate blobs --rows 3000 --features 3 -k 4 --n-init 2 --threads 1 --quiet");

/// `ranks` ranks of a lloyd that fails as it is told, with an output in that folder.
lloyd::ProcessOutcome fit_into(const std::string& folder, int ranks, const std::string& fault,
                               const Arguments& more = {}) {
    const Arguments launch = joined(as_ranks(ranks, 60), {LLOYD_FAULTY});
    return start(joined(launch, joined(joined(fit, {"-o", folder + "/out.h5"}), more)),
                 {"LLOYD_FAULT=" + fault, "LLOYD_FAULT_FOLDER=" + folder});
}

bool is_missing(const SmallDisk& disk) {
    if (!disk.is_mounted()) WARN("skipped: only root can mount a small disk");
    return !disk.is_mounted();
}

void expect_io_error(const lloyd::ProcessOutcome& outcome) {
    INFO(outcome.errors);
    CHECK(outcome.exit_code == 74);
    CHECK(count_of("lloyd: error: cannot write ", outcome.errors) == 1);
}

}  // namespace

TEST_CASE("a result that the disk has no room for is refused before any work, with the figures", "[output_faults]") {
    const Scene scene;
    const SmallDisk disk(scene.path("disk"));
    if (is_missing(disk)) return;
    write_two_groups(scene.path("in.h5"));
    REQUIRE(scene.run({"fit", scene.path("in.h5"), "-k", "2", "-o", scene.path("r.h5")}).exit_code == 0);
    const Arguments out{disk.file("out.h5")};
    // No room for 60,000 labels, nor for rows; then none for anything.
    const Arguments large = words("fit --generate blobs --rows 60000 -k 2 --n-init 1 --threads 1 --quiet -o");
    const Arguments generate = joined({"generate"}, joined(out, words("--rows 60000")));
    const Arguments predict{"predict", scene.path("r.h5"), scene.path("in.h5"), "-o", out[0]};
    for (const Arguments& command : {joined(large, out), generate, predict}) {
        if (command == predict) disk.fill();
        for (const int ranks : {1, 3}) {
            const auto outcome = ranks == 1 ? scene.run(command) : scene.run_on(ranks, command);
            expect_io_error(outcome);
            CHECK(count_of("cannot write " + out[0] + " (it takes up to ", outcome.errors) == 1);
            CHECK(count_of(" left) make room there", outcome.errors) == 1);
            CHECK(scene.files() == (command == predict ? Arguments{"disk", "disk/filler", "in.h5", "r.h5"}
                                                       : Arguments{"disk", "in.h5", "r.h5"}));
        }
    }
    fs::remove(disk.file("filler"));
    CHECK(scene.run(joined(large, joined(out, {"--no-labels"}))).exit_code == 0);
}

TEST_CASE("a disk that fills under way has the space that was reserved", "[output_faults]") {
    const Scene scene;
    const SmallDisk disk(scene.path("disk"));
    if (is_missing(disk)) return;
    // Full when the fit iterates, when the file is made, when rows are written, and when it is finished.
    for (const std::string fault : {"iterate:0:fill", "write:0:fill:1", "write:0:fill:2", "write:0:fill:3"})
        for (const int ranks : {1, 3}) {
            INFO(fault << ", " << ranks << " rank(s)");
            const auto outcome = fit_into(disk.path(), ranks, fault);
            INFO(outcome.errors);
            CHECK(outcome.exit_code == 0);
            CHECK(scene.run({"info", "--verify", disk.file("out.h5")}).exit_code == 0);
            CHECK(scene.files() == Arguments{"disk", "disk/filler", "disk/out.h5"});
            fs::remove(disk.file("filler"));
            fs::remove(disk.file("out.h5"));
        }
}

TEST_CASE("a file that cannot be written after all leaves what was there before", "[output_faults]") {
    const Scene scene;
    const std::string folder = scene.path("out");
    fs::create_directory(folder);
    REQUIRE(fit_into(folder, 1, "none").exit_code == 0);
    const auto before = bytes_of(folder + "/out.h5");
    // On rank 0 when the file is made, when rows are written, and when it is finished; and on the others.
    for (const std::string fault : {"write:0:limit:1", "write:0:limit:2", "write:0:limit:3", "write:2:limit"})
        for (const int ranks : {1, 3}) {
            if (ranks == 1 && fault.starts_with("write:2")) continue;
            INFO(fault << ", " << ranks << " rank(s)");
            expect_io_error(fit_into(folder, ranks, fault, {"--force"}));
            CHECK(scene.files() == Arguments{"out", "out/out.h5"});
            CHECK(bytes_of(folder + "/out.h5") == before);
        }
}

TEST_CASE("a folder that cannot be written to is refused before any work", "[output_faults]") {
    const Scene scene;
    const SmallDisk disk(scene.path("disk"));
    if (disk.is_mounted())
        disk.make_read_only();
    else
        fs::permissions(disk.path(), fs::perms::owner_read | fs::perms::owner_exec);
    write_two_groups(scene.path("in.h5"));
    REQUIRE(scene.run({"fit", scene.path("in.h5"), "-k", "2", "-o", scene.path("r.h5")}).exit_code == 0);
    const Arguments before = scene.files();
    for (const Arguments& command :
         {joined(fit, {"-o", disk.file("out.h5")}), Arguments{"generate", disk.file("out.h5"), "--rows", "9"},
          Arguments{"predict", scene.path("r.h5"), scene.path("in.h5"), "-o", disk.file("out.h5")}}) {
        expect_io_error(scene.run(command));
        expect_io_error(scene.run_on(3, command));
    }
    CHECK(scene.files() == before);
}

TEST_CASE("a folder that is removed under way is not made again, and its result is an error", "[output_faults]") {
    const Scene scene;
    const std::string folder = scene.path("gone");
    for (const std::string fault : {"iterate:0:remove", "write:0:remove:1", "write:0:remove:2", "write:0:remove:3"})
        for (const int ranks : {1, 3}) {
            INFO(fault << ", " << ranks << " rank(s)");
            fs::create_directory(folder);
            expect_io_error(fit_into(folder, ranks, fault));
            CHECK(scene.files().empty());
        }
    fs::create_directory(folder);
    expect_io_error(fit_into(folder, 3, "write:2:remove"));
    CHECK(scene.files().empty());
}
