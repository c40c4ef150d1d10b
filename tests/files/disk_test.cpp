#include "files/disk.hpp"

#include "caught.hpp"
#include "cli/small_disk.hpp"
#include "lloyd/files/data_file.hpp"
#include "lloyd/files/disk_space.hpp"
#include "lloyd/files/verify.hpp"
#include "support/catch.hpp"
#include "temporary_directory.hpp"

#include <algorithm>
#include <filesystem>

namespace lloyd::test {
namespace {

const Communicator alone = Communicator::serial();

void make_zeros(std::int64_t, MatrixView<double> rows, std::span<std::int32_t> labels) {
    std::fill_n(rows.data, rows.rows * rows.cols, 0.0);
    std::ranges::fill(labels, 0);
}

DataRecord record_of(std::int64_t rows) {
    DataRecord record;
    record.generator.rows = rows;
    record.generator.features = 1;
    return record;
}

bool is_missing(const SmallDisk& disk) {
    if (!disk.is_mounted()) WARN("skipped: only root can mount a small disk");
    return !disk.is_mounted();
}

TEST_CASE("a file without a name takes its space, and is gone with its last owner") {
    const TemporaryDirectory directory;
    const SmallDisk disk(directory.file("disk"));
    if (is_missing(disk)) return;
    const std::uint64_t before = free_bytes(disk.path());
    CHECK(before > 100'000);
    {
        const auto file = DiskFile::make_without_name(disk.path());
        REQUIRE(file.has_value());
        file->reserve(100'000);
        CHECK(free_bytes(disk.path()) <= before - 100'000);
        CHECK(std::filesystem::is_empty(disk.path()));
        CHECK(caught([&] { file->reserve(300'000); }).code == 74);
    }
    CHECK(free_bytes(disk.path()) == before);

    const auto file = DiskFile::make_without_name(disk.path());
    CHECK(file->give_name(disk.file("x")));
    CHECK_FALSE(file->give_name(disk.file("no/x")));
    CHECK(std::filesystem::exists(disk.file("x")));
    CHECK(caught([&] { DiskFile::make(disk.file("x")); }).code == 74);
}

TEST_CASE("an output that the disk has no room for is refused with the figures") {
    const TemporaryDirectory directory;
    const SmallDisk disk(directory.file("disk"));
    if (is_missing(disk)) return;
    Output output{disk.file("x")};
    const Caught error = caught([&] { reserve_space(alone, output, 300'000); });
    CHECK(error.code == 74);
    CHECK(error.says("cannot write " + output.path + " (it takes up to 300 kB, and " + disk.path() + " has "));
    CHECK(error.says(" kB left) make room there"));
    CHECK(output.reserved == nullptr);
}

TEST_CASE("what is reserved is there when the disk is full, and what is not needed is given back") {
    const TemporaryDirectory directory;
    const SmallDisk disk(directory.file("disk"));
    if (is_missing(disk)) return;
    Output output{disk.file("x")};
    reserve_space(alone, output, 150'000);
    disk.fill();
    write_data_file<double>(alone, output, record_of(5000), {0, 5000}, make_zeros);
    CHECK(verify_file(output.path, Checksums::required).right == 2);
    CHECK(std::filesystem::file_size(output.path) < 70'000);
    CHECK(free_bytes(disk.path()) > 70'000);
}

TEST_CASE("on a full disk nothing is written, nothing is left, and what was there stays") {
    const TemporaryDirectory directory;
    const SmallDisk disk(directory.file("disk"));
    if (is_missing(disk)) return;
    const Output output{disk.file("x"), Overwrite::yes};
    write_data_file<double>(alone, output, record_of(1000), {0, 1000}, make_zeros);
    disk.fill();
    const Caught error = caught([&] {
        write_data_file<double>(alone, output, record_of(1000), {0, 1000}, make_zeros);
    });
    CHECK(error.code == 74);
    CHECK(error.says("cannot write " + output.path));
    CHECK(error.says("No space left on device"));
    CHECK(verify_file(output.path, Checksums::required).right == 2);
    CHECK(directory.names() == std::vector<std::string>{"disk"});
    CHECK(std::distance(begin(std::filesystem::directory_iterator(disk.path())), {}) == 2);  // and the filler
}

}  // namespace
}  // namespace lloyd::test
