#include "lloyd/files/output.hpp"

#include "caught.hpp"
#include "support/catch.hpp"
#include "temporary_directory.hpp"

#include <unistd.h>

#include <fstream>

namespace lloyd::test {
namespace {

Caught check(const std::string& path, const std::vector<std::string>& inputs = {}, Overwrite overwrite = Overwrite::no) {
    return caught([&] { check_output(Communicator::serial(), {path, overwrite}, inputs); });
}

TEST_CASE("a new name in a directory that is there is a good output") {
    const TemporaryDirectory directory;
    CHECK(check(directory.file("new"), {directory.file("input"), ""}).code == 0);
    CHECK(check("a-name-without-a-directory").code == 0);
}

TEST_CASE("an existing output needs permission") {
    const TemporaryDirectory directory;
    std::ofstream(directory.file("old")) << "x";
    const Caught error = check(directory.file("old"));
    CHECK(error.code == 64);
    CHECK(error.says("--force"));
    CHECK(check(directory.file("old"), {}, Overwrite::yes).code == 0);
}

TEST_CASE("an input is never the output, under whatever name") {
    const TemporaryDirectory directory;
    std::ofstream(directory.file("input")) << "x";
    std::filesystem::create_symlink("input", directory.file("link"));
    std::filesystem::create_hard_link(directory.file("input"), directory.file("hard"));
    for (const std::string name : {"input", "link", "hard", "./input"}) {
        INFO(name);
        const Caught error = check(directory.file(name), {directory.file("other"), directory.file("input")}, Overwrite::yes);
        CHECK(error.code == 64);
        CHECK(error.says("both input and output"));
    }
}

TEST_CASE("directories and devices are no outputs") {
    const TemporaryDirectory directory;
    CHECK(check(directory.path(), {}, Overwrite::yes).says("no regular file"));
    CHECK(check("/dev/null", {}, Overwrite::yes).code == 64);
    CHECK(check("").code == 64);
}

TEST_CASE("the directory of an output must be there and writable") {
    const TemporaryDirectory directory;
    const Caught missing = check(directory.file("nowhere/out"));
    CHECK(missing.code == 74);
    CHECK(missing.says("nowhere is no directory"));
    // Nobody, not even root, makes files in /proc/self.
    const Caught closed = check("/proc/self/out");
    CHECK(closed.code == 74);
    CHECK(closed.says("cannot write in /proc/self"));
}

TEST_CASE("an output whose name the system refuses is an I/O error") {
    const TemporaryDirectory directory;
    std::filesystem::create_symlink("loop", directory.file("loop"));
    const std::string too_long(300, 'a');
    for (const std::string& name : {too_long, too_long + "/out", std::string(5000, 'a'), std::string("loop")}) {
        INFO(name);
        const Caught error = check(directory.file(name));
        CHECK(error.code == 74);
        CHECK(error.says(directory.file(name) + (name == "loop" ? " (Too many levels" : " (File name too long)")));
    }
}

TEST_CASE("an output's name must leave room for that of the file in the making") {
    const TemporaryDirectory directory;
    CHECK(check(directory.file(std::string(240, 'a'))).code == 0);
    const Caught error = check(directory.file(std::string(250, 'a')));
    CHECK(error.code == 74);
    CHECK(error.says("File name too long"));
}

}  // namespace
}  // namespace lloyd::test
