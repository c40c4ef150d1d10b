// Each thing that cannot be clustered, with its exit code and a word of its text.
#include "caught.hpp"
#include "lloyd/files/input_info.hpp"
#include "lloyd/files/row_source.hpp"
#include "sample_file.hpp"
#include "support/catch.hpp"
#include "temporary_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>

namespace lloyd::test {
namespace {

using hdf5::Handle;

Caught inspect(const std::string& file, const std::string& dataset = "") {
    return caught([&] { inspect_input(Communicator::serial(), {file, dataset}); });
}

/// What every version of HDF5 makes of a file that is not whole.
std::string refusal(const std::string& path, const std::string& what) {
    return fmt::format(
        "{} is truncated or damaged, or of a newer HDF5 ({}; the file ends at byte {}) copy it again, or make it again",
        path, what, std::filesystem::file_size(path));
}

/// What is said about a dataset of a type, named and not named.
void expect_type_refused(hid_t type, const std::string& word) {
    INFO(word);
    const TemporaryDirectory directory;
    SampleFile(directory.file("x")).add({.type = type}, type, std::vector<char>(6 * H5Tget_size(type)).data());
    const Caught named = inspect(directory.file("x"), "/X");
    CHECK(named.code == 65);
    CHECK(named.says("type " + word));
    const Caught found = inspect(directory.file("x"));
    CHECK(found.code == 65);
    CHECK(found.says("/X (3, 2) " + word));
}

TEST_CASE("types that are no numbers are refused by name") {
    const Handle text{H5Tcopy(H5T_C_S1), H5Tclose};
    expect_type_refused(text, "string");

    const Handle compound{H5Tcreate(H5T_COMPOUND, 16), H5Tclose};
    H5Tinsert(compound, "x", 0, H5T_NATIVE_DOUBLE);
    H5Tinsert(compound, "y", 8, H5T_NATIVE_DOUBLE);
    expect_type_refused(compound, "compound");

    const Handle complex{H5Tcreate(H5T_COMPOUND, 16), H5Tclose};
    H5Tinsert(complex, "r", 0, H5T_NATIVE_DOUBLE);
    H5Tinsert(complex, "i", 8, H5T_NATIVE_DOUBLE);
    expect_type_refused(complex, "complex number");

    const Handle boolean{H5Tenum_create(H5T_NATIVE_INT8), H5Tclose};
    const char no = 0;
    const char yes = 1;
    H5Tenum_insert(boolean, "FALSE", &no);
    H5Tenum_insert(boolean, "TRUE", &yes);
    expect_type_refused(boolean, "boolean");

    const hsize_t three = 3;
    const Handle array{H5Tarray_create2(H5T_NATIVE_DOUBLE, 1, &three), H5Tclose};
    expect_type_refused(array, "array");
    expect_type_refused(H5T_NATIVE_B16, "bit field");
}

TEST_CASE("datasets that are not rows by features are refused") {
    const TemporaryDirectory directory;
    {
        SampleFile file(directory.file("x"));
        file.add({.path = "/line", .shape = {3}}, {1, 2, 3});
        file.add({.path = "/cube", .shape = {1, 1, 2}}, {1, 2});
        file.add({.path = "/no_rows", .shape = {0, 2}}, {});
        file.add({.path = "/no_features", .shape = {2, 0}}, {});
    }
    for (const std::string path : {"/line", "/cube"}) {
        const Caught error = inspect(directory.file("x"), path);
        CHECK(error.code == 65);
        CHECK(error.says("rank 2"));
    }
    for (const std::string path : {"/no_rows", "/no_features"}) {
        const Caught error = inspect(directory.file("x"), path);
        CHECK(error.code == 65);
        CHECK(error.says("nothing to cluster"));
    }
}

TEST_CASE("without a name, no candidate and several candidates are errors that list what there is") {
    const TemporaryDirectory directory;
    SampleFile(directory.file("none")).add({.path = "/line", .shape = {3}}, {1, 2, 3});
    const Caught none = inspect(directory.file("none"));
    CHECK(none.code == 65);
    CHECK(none.says("/line (3) float64"));

    {
        SampleFile file(directory.file("several"));
        file.add({.path = "/a/X"}, {1, 2, 3, 4, 5, 6});
        file.add({.path = "/b"}, {1, 2, 3, 4, 5, 6});
    }
    const Caught several = inspect(directory.file("several"));
    CHECK(several.code == 65);
    CHECK(several.says("/a/X, /b"));

    const Handle empty = hdf5::create_file(directory.file("empty"));
    CHECK(inspect(directory.file("several"), "/a").says("no dataset /a"));
    const Caught missing = inspect(directory.file("several"), "/a/b/c");
    CHECK(missing.code == 65);
    CHECK(missing.says("no dataset /a/b/c"));
    CHECK(missing.says("/a/X (3, 2)"));
}

TEST_CASE("files that are missing or no HDF5 are refused") {
    const TemporaryDirectory directory;
    const Caught missing = inspect(directory.file("nowhere"));
    CHECK(missing.code == 74);
    CHECK(missing.says("No such file"));
    const Caught folder = inspect(directory.path());
    CHECK(folder.code == 74);
    CHECK(folder.says("directory"));
    for (const std::size_t letters : {300, 5000}) {
        const Caught too_long = inspect(directory.file(std::string(letters, 'a')));
        CHECK(too_long.code == 74);
        CHECK(too_long.says("File name too long"));
    }
    std::ofstream(directory.file("text")) << "1,2,3\n";
    const Caught text = inspect(directory.file("text"));
    CHECK(text.code == 65);
    CHECK(text.says("not an HDF5 file"));
    std::ofstream(directory.file("nothing")).flush();
    CHECK(inspect(directory.file("nothing")).code == 65);
}

TEST_CASE("a file that another process writes is an I/O error") {
    const TemporaryDirectory directory;
    SampleFile(directory.file("x")).add({}, {1, 2, 3, 4, 5, 6});
    const int descriptor = open(directory.file("x").c_str(), O_RDWR);
    REQUIRE(flock(descriptor, LOCK_EX) == 0);
    const Caught error = inspect(directory.file("x"));
    close(descriptor);
    CHECK(error.code == 74);
    CHECK(error.says("wait for its writer"));
}

TEST_CASE("a file cut anywhere is refused") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("x");
    SampleFile(path).add({.shape = {1000, 2}}, std::vector<double>(2000, 1));
    const auto whole = std::filesystem::file_size(path);
    for (const auto bytes : {whole - 1, whole / 2, whole / 10, std::uintmax_t{100}, std::uintmax_t{20}}) {
        INFO(bytes << " of " << whole);
        const std::string cut = directory.file("cut");
        std::filesystem::copy_file(path, cut, std::filesystem::copy_options::overwrite_existing);
        std::filesystem::resize_file(cut, bytes);
        const Caught error = inspect(cut);
        CHECK(error.code == 65);
        CHECK(error.text == refusal(cut, "HDF5 does not open it"));
    }
}

/// A superblock that claims no more than the file has, over a dataset that goes beyond: HDF5 1.10 opens it.
TEST_CASE("contiguous rows beyond the end of the file are noticed") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("x");
    hsize_t stored_at = 0;
    {
        // The old superblock has no checksum, so that its end-of-file address can be changed.
        const Handle access{H5Pcreate(H5P_FILE_ACCESS), H5Pclose};
        H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
        const Handle file{H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose};
        const hsize_t shape[] = {1000, 2};
        const Handle space{H5Screate_simple(2, shape, nullptr), H5Sclose};
        const Handle dataset{H5Dcreate2(file, "X", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                             H5Dclose};
        const std::vector<double> values(2000, 1);
        H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
        stored_at = H5Dget_offset(dataset);
    }
    CHECK(inspect(path).code == 0);
    const std::uint64_t end = stored_at + 8000;
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(40);  // end-of-file address in a version 0 superblock
    file.write(reinterpret_cast<const char*>(&end), sizeof end);
    file.close();
    std::filesystem::resize_file(path, end);
    const Caught error = inspect(path);
    CHECK(error.code == 65);
    CHECK(error.text == refusal(path, "cannot open dataset /X"));
}

TEST_CASE("datasets without values of their own are refused") {
    const TemporaryDirectory directory;
    SampleFile(directory.file("unwritten")).add({}, H5T_NATIVE_DOUBLE, nullptr);
    const Caught unwritten = inspect(directory.file("unwritten"));
    CHECK(unwritten.code == 65);
    CHECK(unwritten.says("never written"));

    {
        const SampleFile file(directory.file("external"));
        const Handle list{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
        H5Pset_external(list, directory.file("raw").c_str(), 0, 48);
        const hsize_t shape[] = {3, 2};
        const Handle space{H5Screate_simple(2, shape, nullptr), H5Sclose};
        const Handle dataset{H5Dcreate2(file, "X", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose};
        REQUIRE(dataset >= 0);
    }
    const Caught external = inspect(directory.file("external"));
    CHECK(external.code == 65);
    CHECK(external.says("other files"));

    {
        const SampleFile file(directory.file("virtual"));
        const Handle list{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
        const hsize_t shape[] = {3, 2};
        const Handle space{H5Screate_simple(2, shape, nullptr), H5Sclose};
        H5Pset_virtual(list, space, directory.file("elsewhere").c_str(), "/X", space);
        const Handle dataset{H5Dcreate2(file, "X", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose};
        REQUIRE(dataset >= 0);
    }
    const Caught elsewhere = inspect(directory.file("virtual"));
    CHECK(elsewhere.code == 65);
    CHECK(elsewhere.says("other files"));
}

/// A filter that is there while the file is written and gone when it is read.
const H5Z_class2_t passing_filter{
    H5Z_CLASS_T_VERS,
    300,
    1,
    1,
    "passing",
    nullptr,
    nullptr,
    [](unsigned, std::size_t, const unsigned*, std::size_t bytes, std::size_t*, void**) { return bytes; }};

TEST_CASE("rows packed by a filter that is not installed are refused by the filter's name") {
    const TemporaryDirectory directory;
    REQUIRE(H5Zregister(&passing_filter) >= 0);
    {
        const SampleFile file(directory.file("x"));
        const Handle list{H5Pcreate(H5P_DATASET_CREATE), H5Pclose};
        const hsize_t shape[] = {3, 2};
        H5Pset_chunk(list, 2, shape);
        H5Pset_filter(list, 300, H5Z_FLAG_MANDATORY, 0, nullptr);
        const Handle space{H5Screate_simple(2, shape, nullptr), H5Sclose};
        const Handle dataset{H5Dcreate2(file, "X", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, list, H5P_DEFAULT), H5Dclose};
        const std::vector<double> values(6, 1);
        REQUIRE(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
    }
    CHECK(inspect(directory.file("x")).code == 0);
    REQUIRE(H5Zunregister(300) >= 0);
    const Caught error = inspect(directory.file("x"));
    CHECK(error.code == 65);
    CHECK(error.says("passing"));
}

TEST_CASE("a damaged chunk is bad data") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("x");
    const std::vector<double> values(2000, 3.25);
    SampleFile(path).add({.shape = {1000, 2}, .layout = Layout::gzip}, values);
    const InputInfo info = inspect_input(Communicator::serial(), {path, ""});
    // Every chunk begins with the zlib header 78 9c; break them all.
    std::string bytes(std::filesystem::file_size(path), '\0');
    std::ifstream(path, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    for (std::size_t at = bytes.find("\x78\x9c"); at != std::string::npos; at = bytes.find("\x78\x9c", at))
        bytes[at] = 0;
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));

    std::vector<double> read(2000);
    const Caught error = caught([&] { open_rows<double>(info)(0, {read.data(), 1000, 2}); });
    CHECK(error.code == 65);
    CHECK(error.text == refusal(path, "cannot read rows 0 to 999 of /X"));
}

}  // namespace
}  // namespace lloyd::test
