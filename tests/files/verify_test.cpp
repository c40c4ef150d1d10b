#include "lloyd/files/verify.hpp"

#include "caught.hpp"
#include "files/attribute.hpp"
#include "files/dataset.hpp"
#include "lloyd/files/data_file.hpp"
#include "lloyd/files/describe.hpp"
#include "lloyd/files/label_file.hpp"
#include "sample_file.hpp"
#include "sample_results.hpp"
#include "support/catch.hpp"
#include "support/flip_bit.hpp"
#include "temporary_directory.hpp"

#include <fmt/ranges.h>

#include <fstream>
#include <iterator>

namespace lloyd::test {
namespace {

using hdf5::Handle;

const Communicator alone = Communicator::serial();

template <class T>
void write_sample(const std::string& path) {
    const SampleResult<T> sample = sample_result<T>(10, {0, 10});
    PhaseTimes times;
    write_result(alone, {path}, sample.contents(), sample.rows, times);
}

/// Where a file has the values of a dataset.
struct Values {
    std::string dataset;
    std::uint64_t offset;
    std::uint64_t bytes;
};

std::vector<Values> values_of(const std::string& path) {
    std::vector<Values> all;
    const Handle file = hdf5::open_to_read(path);
    for (const std::string& name : hdf5::list_datasets(file)) {
        const Handle dataset = hdf5::open_dataset(file, name);
        all.push_back({name, H5Dget_offset(dataset), H5Dget_storage_size(dataset)});
    }
    return all;
}

TEST_CASE("every checksum of what lloyd writes is right") {
    const TemporaryDirectory directory;
    write_sample<double>(directory.file("r"));
    CHECK(verify_file(directory.file("r"), Checksums::required).right == std::ssize(values_of(directory.file("r"))));

    DataRecord record;
    record.generator.rows = 40;
    write_data_file<float>(alone, {directory.file("d")}, record, {0, 40},
                           [](std::int64_t, MatrixView<float>, std::span<std::int32_t>) {});
    CHECK(verify_file(directory.file("d"), Checksums::required).right == 2);

    LabelRecord labels;
    labels.input.rows = 2;
    write_label_file<double>(alone, {directory.file("l")}, labels, {0, 2},
                             {.labels = {1, 0}, .squared_distances = {4, 9}}, Distances::euclidean);
    CHECK(verify_file(directory.file("l"), Checksums::required).right == 2);
}

TEMPLATE_TEST_CASE("a bit that is another in any dataset is refused", "", float, double) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("r.h5");
    write_sample<TestType>(path);
    const Matrix<TestType> centers = read_model<TestType>(alone, path).cluster_centers;
    const std::vector<Values> all = values_of(path);
    REQUIRE(all.size() > 30);
    for (const Values& values : all)
        for (const std::uint64_t byte : {std::uint64_t{0}, values.bytes / 2, values.bytes - 1}) {
            INFO(values.dataset << ", byte " << byte);
            const int bit = static_cast<int>(byte % 8);
            flip_bit(path, values.offset + byte, bit);
            for (const Caught& error :
                 {caught([&] { verify_file(path); }), caught([&] { read_model<TestType>(alone, path); })}) {
                CHECK(error.code == 65);
                CHECK(error.says("r.h5 is damaged: " + values.dataset + " "));
            }
            flip_bit(path, values.offset + byte, bit);
            CHECK(verify_file(path).right == std::ssize(all));
            CHECK(read_model<TestType>(alone, path).cluster_centers == centers);
        }
}

/// All that describe_file says, as one text.
std::string description_of(const std::string& path) {
    const FileDescription file = describe_file(path);
    std::string text;
    const auto add = [&](const std::vector<AttributeDescription>& attributes) {
        for (const AttributeDescription& attribute : attributes)
            std::visit([&](const auto& all) { text += fmt::format("{} {}\n", attribute.name, fmt::join(all, ";")); },
                       attribute.values);
    };
    add(file.attributes);
    add(file.run_attributes);
    for (const auto& [dataset, shape, type] : file.datasets)
        text += fmt::format("{} {} {}\n", dataset, fmt::join(shape, " x "), type);
    return text;
}

// HDF5's own checksums, which files have as they are written in the format of HDF5 1.8.
TEST_CASE("a bit that is another outside of the values is refused or changes nothing") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("r.h5");
    write_sample<double>(path);
    const std::string expected = description_of(path);
    const auto bytes = std::filesystem::file_size(path);
    int refused = 0;
    for (std::uint64_t byte = 0; byte < bytes; byte += 29) {
        INFO("byte " << byte);
        flip_bit(path, byte, static_cast<int>(byte % 8));
        std::string found = expected;
        const Caught error = caught([&] {
            verify_file(path);
            found = description_of(path);
        });
        CHECK(found == expected);
        if (error.code != 0) {
            ++refused;
            CHECK((error.code == 65 || error.code == 74));
            CHECK(error.says("r.h5"));
        }
        flip_bit(path, byte, static_cast<int>(byte % 8));
    }
    CHECK(refused > 100);
    CHECK(description_of(path) == expected);
}

std::string bytes_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Where the file has this text; there must be such a place.
std::uint64_t place_of(const std::string& text, const std::string& path) {
    const std::size_t place = bytes_of(path).find(text);
    REQUIRE(place != std::string::npos);
    return place;
}

TEST_CASE("attributes are compared as well, though nobody uses them") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("r.h5");
    write_sample<double>(path);
    // the command line, /run@cpu_model, a long_name, and a root attribute's name
    for (const std::string text : {"lloyd fit donn", "a CPU", "rows of each cluster", "input_shape"}) {
        INFO(text);
        const std::uint64_t place = place_of(text, path);
        flip_bit(path, place, 0);
        CHECK(caught([&] { verify_file(path); }).code == 65);
        CHECK(caught([&] { read_model<double>(alone, path); }).code == 65);
        flip_bit(path, place, 0);
        CHECK_NOTHROW(verify_file(path));
    }
}

/// As HDF5 has no checksum on an attribute of 64 KiB.
TEST_CASE("an attribute of many ranks is compared with the checksum beside it") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("r.h5");
    SampleResult<double> sample = sample_result<double>(10, {0, 10});
    sample.run.placement.binding.assign(3000, "node1: CPUs 0-1 of 128");
    PhaseTimes times;
    write_result(alone, {path}, sample.contents(), sample.rows, times);
    CHECK_NOTHROW(verify_file(path));
    const std::string good = description_of(path);

    const std::uint64_t place = place_of("node1: CPUs", path);
    flip_bit(path, place, 0);
    for (const Caught& error : {caught([&] { verify_file(path); }), caught([&] { describe_file(path); }),
                                caught([&] { read_model<double>(alone, path); })}) {
        CHECK(error.code == 65);
        CHECK(error.says("the attribute binding is not what was written"));
    }
    flip_bit(path, place, 0);
    CHECK(description_of(path) == good);
}

// Where there are checksums on all of it, and where other programs with HDF5 1.10 do not crash on damage either.
TEST_CASE("links and attributes are kept in object headers however many they are") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("r.h5");
    write_sample<double>(path);
    for (const std::string heap_or_tree : {"FRHP", "FHDB", "BTHD", "BTLF"}) {
        INFO(heap_or_tree);
        CHECK(bytes_of(path).find(heap_or_tree) == std::string::npos);
    }
}

TEST_CASE("files without checksums are accepted where they may be without") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("r");
    write_sample<double>(path);
    const std::int64_t all = verify_file(path).right;
    {
        const Handle file = hdf5::open_to_change(path);
        REQUIRE(H5Adelete(hdf5::open_dataset(file, "/inertia"), "checksum") >= 0);
    }
    CHECK(verify_file(path).right == all - 1);
    CHECK(verify_file(path).without == 1);
    const Caught missing = caught([&] { verify_file(path, Checksums::required); });
    CHECK(missing.code == 65);
    CHECK(missing.says("/inertia has no checksum"));

    {
        const Handle file = hdf5::open_to_change(path);
        for (const std::string& dataset : hdf5::list_datasets(file))
            if (dataset != "/inertia") REQUIRE(H5Adelete(hdf5::open_dataset(file, dataset), "checksum") >= 0);
    }
    CHECK(verify_file(path).right == 0);
    CHECK(verify_file(path).without == all);
    CHECK(read_model<double>(alone, path).cluster_centers.rows() == 3);
}

TEST_CASE("an attribute of that name in a file of another program's is none of lloyd's") {
    const TemporaryDirectory directory;
    {
        SampleFile file(directory.file("x"));
        file.add({}, {1, 2, 3, 4, 5, 6});
        hdf5::write_attribute(hdf5::open_dataset(file, "/X"), "checksum", "of some other kind");
    }
    CHECK(verify_file(directory.file("x")).right == 0);
    CHECK(verify_file(directory.file("x")).without == 1);
    CHECK(caught([&] { verify_file(directory.file("x"), Checksums::required); }).code == 65);
    CHECK(caught([&] { verify_file(directory.file("missing")); }).code == 74);
}

TEST_CASE("a file of a newer format is not compared") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("r");
    write_sample<double>(path);
    {
        const Handle file = hdf5::open_to_change(path);
        REQUIRE(H5Adelete(file, "format_version") >= 0);
        hdf5::write_attribute(file, "format_version", std::int32_t{2});
    }
    CHECK(caught([&] { verify_file(path); }).says("format_version 2"));
}

}  // namespace
}  // namespace lloyd::test
