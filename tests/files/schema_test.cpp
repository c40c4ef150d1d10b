// Files against FORMAT.md: all that it demands is there as it says, and nothing else is.
#include "files/attribute.hpp"
#include "files/dataset.hpp"
#include "files/datatype.hpp"
#include "format_tables.hpp"
#include "lloyd/files/data_file.hpp"
#include "lloyd/files/label_file.hpp"
#include "sample_checkpoint.hpp"
#include "sample_results.hpp"
#include "support/catch.hpp"
#include "temporary_directory.hpp"

#include <map>
#include <set>

namespace lloyd::test {
namespace {

using hdf5::check;
using hdf5::Handle;
using hdf5::Shape;

const Communicator alone = Communicator::serial();

/// What the symbols of the tables stand for.
struct Meaning {
    std::map<std::string, std::int64_t> extents;
    std::string precision;
};

std::string without_order(const std::string& type) { return type.substr(0, type.find(',')); }

void expect_shape(const Shape& shape, const FormatEntry& entry, const Meaning& meaning) {
    REQUIRE(shape.size() == entry.shape.size());
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (entry.shape[i] == "*") continue;
        const auto symbol = meaning.extents.find(entry.shape[i]);
        CHECK(shape[i] == (symbol == meaning.extents.end() ? std::stoll(entry.shape[i]) : symbol->second));
    }
}

void expect_type(hid_t type, const FormatEntry& entry, const Meaning& meaning) {
    CHECK(without_order(hdf5::type_text(type)) == (entry.type == "T" ? meaning.precision : entry.type));
}

void expect_dataset(hid_t file, const FormatEntry& entry, const Meaning& meaning) {
    const Handle dataset = hdf5::open_dataset(file, entry.object);
    expect_shape(hdf5::shape_of(dataset), entry, meaning);
    expect_type(hdf5::type_of(dataset), entry, meaning);
    CHECK_FALSE(hdf5::read_text(dataset, "long_name").value_or("").empty());
    CHECK(hdf5::read_text(dataset, "units") == entry.units);
    CHECK(hdf5::read_text(dataset, "checksum").value_or("").size() == 16);  // MAY, but all that are written now
}

void expect_attribute(hid_t file, const FormatEntry& entry, const Meaning& meaning) {
    const Handle object{check(H5Oopen(file, entry.object.c_str(), H5P_DEFAULT), "test"), H5Oclose};
    const Handle attribute{check(H5Aopen(object, entry.attribute.c_str(), H5P_DEFAULT), "test"), H5Aclose};
    const Handle space{check(H5Aget_space(attribute), "test"), H5Sclose};
    std::vector<hsize_t> extents(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
    H5Sget_simple_extent_dims(space, extents.data(), nullptr);
    expect_shape({extents.begin(), extents.end()}, entry, meaning);
    const Handle type{check(H5Aget_type(attribute), "test"), H5Tclose};
    expect_type(type, entry, meaning);
    if (entry.type == "string") {
        CHECK(H5Tis_variable_str(type) == 0);
        CHECK(H5Tget_cset(type) == H5T_CSET_UTF8);
    }
}

bool is_there(hid_t file, const FormatEntry& entry) {
    if (entry.object != "/" && !hdf5::exists(file, entry.object)) return false;
    if (entry.attribute.empty()) return true;
    const Handle object{check(H5Oopen(file, entry.object.c_str(), H5P_DEFAULT), "test"), H5Oclose};
    return H5Aexists(object, entry.attribute.c_str()) > 0;
}

/// What HDF5 gives a dataset that is a dimension scale or has one.
const std::set<std::string> scale_attributes{"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST"};

/// "path" of every dataset, and "object@attribute" of every dataset and group.
std::set<std::string> all_of(hid_t file) {
    std::set<std::string> all;
    std::set<std::string> groups{"/", "/run"};
    for (const std::string& path : hdf5::list_datasets(file)) {
        all.insert(path);
        if (path.rfind('/') > 0) groups.insert(path.substr(0, path.rfind('/')));
        for (const std::string& name : hdf5::list_attributes(hdf5::open_dataset(file, path)))
            if (!scale_attributes.contains(name)) all.insert(path + "@" + name);
    }
    for (const std::string& group : groups) {
        if (group != "/" && !hdf5::exists(file, group)) continue;
        const Handle object{check(H5Oopen(file, group.c_str(), H5P_DEFAULT), "test"), H5Oclose};
        for (const std::string& name : hdf5::list_attributes(object)) all.insert(group + "@" + name);
    }
    return all;
}

/// The entries, with one for each dataset in the place of those of "*".
std::vector<FormatEntry> entries_for(hid_t file, const std::string& format) {
    std::vector<FormatEntry> entries;
    for (FormatEntry entry : format_entries(format)) {
        if (entry.object != "*") {
            entries.push_back(entry);
            continue;
        }
        for (const std::string& path : hdf5::list_datasets(file)) {
            entry.object = path;
            entries.push_back(entry);
        }
    }
    return entries;
}

void expect_schema(const std::string& path, const std::string& format, const Meaning& meaning) {
    const Handle file = hdf5::open_to_read(path);
    std::set<std::string> unexplained = all_of(file);
    const std::vector<FormatEntry> entries = entries_for(file, format);
    REQUIRE(entries.size() > 12);
    for (const FormatEntry& entry : entries) {
        const std::string name = entry.object + (entry.attribute.empty() ? "" : "@" + entry.attribute);
        INFO(name);
        const bool there = is_there(file, entry);
        CHECK((there || !entry.must));
        unexplained.erase(name);
        if (!entry.attribute.empty()) unexplained.erase(name + "_checksum");
        if (there && entry.attribute.empty()) expect_dataset(file, entry, meaning);
        if (there && !entry.attribute.empty()) expect_attribute(file, entry, meaning);
    }
    CHECK(unexplained == std::set<std::string>{});
}

TEMPLATE_TEST_CASE("results are as FORMAT.md says", "", float, double) {
    const TemporaryDirectory directory;
    SampleResult<TestType> sample = sample_result<TestType>(10, {0, 10});
    const Meaning meaning{{{"n", 10}, {"d", 2}, {"k", 3}, {"r", 2}, {"i", 4}, {"s", 3}},
                          sizeof(TestType) == 4 ? "float32" : "float64"};
    PhaseTimes times;
    write_result(alone, {directory.file("whole")}, sample.contents(), sample.rows, times);
    expect_schema(directory.file("whole"), "lloyd-result", meaning);
    sample.silhouette.reset();
    write_result(alone, {directory.file("less")}, sample.contents(false), sample.rows, times);
    expect_schema(directory.file("less"), "lloyd-result", meaning);
    sample.run.placement.binding.assign(3000, "node1: CPUs 0-1 of 128");
    write_result(alone, {directory.file("many ranks")}, sample.contents(), sample.rows, times);
    expect_schema(directory.file("many ranks"), "lloyd-result", meaning);
}

TEMPLATE_TEST_CASE("data files are as FORMAT.md says", "", float, double) {
    const TemporaryDirectory directory;
    DataRecord record;
    record.generator.rows = 7;
    record.generator.features = 5;
    write_data_file<TestType>(alone, {directory.file("d")}, record, {0, 7},
                              [](std::int64_t, MatrixView<TestType>, std::span<std::int32_t>) {});
    expect_schema(directory.file("d"), "lloyd-data",
                  {{{"n", 7}, {"d", 5}}, sizeof(TestType) == 4 ? "float32" : "float64"});
}

TEMPLATE_TEST_CASE("label files are as FORMAT.md says", "", float, double) {
    const TemporaryDirectory directory;
    LabelRecord record;
    record.input.rows = 2;
    const Prediction<TestType> prediction{.labels = {0, 1}, .squared_distances = {1, 2}};
    for (const Distances distances : {Distances::none, Distances::euclidean}) {
        write_label_file(alone, {directory.file("l"), Overwrite::yes}, record, {0, 2}, prediction, distances);
        expect_schema(directory.file("l"), "lloyd-labels", {{{"n", 2}}, sizeof(TestType) == 4 ? "float32" : "float64"});
    }
}

TEMPLATE_TEST_CASE("checkpoints are as FORMAT.md says", "", float, double) {
    const TemporaryDirectory directory;
    const SampleCheckpoint<TestType> sample = sample_checkpoint<TestType>();
    write_checkpoint<TestType>(directory.file("c"), "lloyd fit", sample.identity, sample.restarts);
    expect_schema(directory.file("c"), "lloyd-checkpoint",
                  {{{"n", 100}, {"d", 2}, {"k", 3}, {"r", 3}, {"a", 7}, {"b", 3}, {"h", 2}},
                   sizeof(TestType) == 4 ? "float32" : "float64"});
}

}  // namespace
}  // namespace lloyd::test
