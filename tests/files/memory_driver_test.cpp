#include "files/memory_driver.hpp"

#include "files/attribute.hpp"
#include "files/dataset.hpp"
#include "files/disk.hpp"
#include "support/catch.hpp"
#include "temporary_directory.hpp"

namespace lloyd::test {
namespace {

using hdf5::Handle;

TEST_CASE("a file made in memory is the file that HDF5 makes on the disk") {
    const TemporaryDirectory directory;
    const std::vector<double> values(5000, 3.25);
    const auto fill = [&](hid_t file) {
        hdf5::write_attribute(file, "long", std::string(70'000, 'x'));
        hdf5::write_dataset(file, "/group/values", values, {.long_name = "values", .units = "1"});
        hdf5::create_dataset(file, "/rows", H5T_NATIVE_DOUBLE, {100, 3}, {.long_name = "rows", .units = "1"});
    };
    SparseBytes made;
    {
        Handle file = hdf5::create_file(made);
        fill(file);
        file.close("close");
        Handle on_disk = hdf5::create_file(directory.file("x"));
        fill(on_disk);
        on_disk.close("close");
    }
    std::vector<std::byte> in_memory(made.size());
    made.read(0, in_memory);
    const DiskFile disk(directory.file("x"), DiskFile::Access::read);
    std::vector<std::byte> on_disk(std::filesystem::file_size(directory.file("x")));
    disk.read(0, on_disk);
    CHECK(in_memory == on_disk);
}

TEST_CASE("space for rows takes no memory") {
    constexpr std::int64_t tera = std::int64_t{1} << 40;
    SparseBytes made;
    Handle file = hdf5::create_file(made);
    hdf5::create_dataset(file, "/rows", H5T_NATIVE_INT8, {tera}, {.long_name = "rows", .units = "1"});
    hdf5::write_scalar(file, "/after", 0.5, {.long_name = "what comes later", .units = "1"});
    CHECK(hdf5::read_scalar<double>(file, "/after") == 0.5);
    file.close("close");
    CHECK(made.size() > static_cast<std::uint64_t>(tera));
}

}  // namespace
}  // namespace lloyd::test
