#include "files/checksum.hpp"

#include "files/attribute.hpp"
#include "lloyd/base/checksum.hpp"
#include "sample_file.hpp"
#include "support/catch.hpp"
#include "temporary_directory.hpp"

namespace lloyd::test {
namespace {

using hdf5::Handle;

TEST_CASE("a checksum is an attribute of 16 hex digits") {
    const TemporaryDirectory directory;
    SampleFile file(directory.file("x"));
    for (const char* path : {"/none", "/small", "/number", "/short", "/words"})
        file.add({.path = path}, std::vector<double>{1, 2, 3, 4, 5, 6});
    const auto at = [&](const char* path) { return hdf5::open_dataset(file, path); };
    CHECK_FALSE(read_checksum(at("/none")));

    write_checksum(at("/small"), 0xab);
    CHECK(hdf5::read_text(at("/small"), "checksum") == "00000000000000ab");
    CHECK(read_checksum(at("/small")) == 0xab);

    hdf5::write_attribute(at("/number"), "checksum", std::int64_t{7});
    hdf5::write_attribute(at("/short"), "checksum", "ab");
    hdf5::write_attribute(at("/words"), "checksum", "0123456789abcdeg");
    for (const char* path : {"/number", "/short", "/words"}) CHECK_THROWS_AS(read_checksum(at(path)), hdf5::Failure);
}

TEST_CASE("what write_dataset and write_scalar write has the checksum of its rows") {
    const TemporaryDirectory directory;
    const Handle file = hdf5::create_file(directory.file("x"));
    const std::vector<float> values{1, 2, 3, 4, 5, 6};
    const hdf5::Meaning meaning{.long_name = "numbers", .units = "1"};
    hdf5::write_dataset(file, "/matrix", H5T_NATIVE_FLOAT, {2, 3}, values.data(), meaning);
    hdf5::write_dataset(file, "/column", values, meaning);
    hdf5::write_dataset(file, "/nothing", std::vector<float>{}, meaning);
    hdf5::write_scalar(file, "/scalar", values[4], meaning);
    const auto checksum_at = [&](const char* path) { return read_checksum(hdf5::open_dataset(file, path)); };
    CHECK(checksum_at("/matrix") == checksum_of_rows(values.data(), 0, 2, 12));
    CHECK(checksum_at("/column") == checksum_of_rows(values.data(), 0, 6, 4));
    CHECK(checksum_at("/nothing") == 0);
    CHECK(checksum_at("/scalar") == checksum_of_rows(&values[4], 0, 1, 4));
}

}  // namespace
}  // namespace lloyd::test
