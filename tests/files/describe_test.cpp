#include "lloyd/files/describe.hpp"

#include "caught.hpp"
#include "files/attribute.hpp"
#include "files/dataset.hpp"
#include "lloyd/files/data_file.hpp"
#include "lloyd/files/label_file.hpp"
#include "sample_file.hpp"
#include "sample_results.hpp"
#include "support/catch.hpp"
#include "support/flip_bit.hpp"
#include "temporary_directory.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace lloyd::test {
namespace {

const Communicator alone = Communicator::serial();

void write_sample(const std::string& path) {
    const SampleResult<float> sample = sample_result<float>(10, {0, 10});
    PhaseTimes times;
    times.training = 2.5;
    write_result(alone, {path}, sample.contents(), sample.rows, times);
}

std::string value_of(const std::vector<AttributeDescription>& attributes, const std::string& name) {
    const auto found =
        std::find_if(attributes.begin(), attributes.end(), [&](const auto& a) { return a.name == name; });
    if (found == attributes.end()) return "(no such attribute)";
    return std::visit([](const auto& values) { return fmt::format("{}", fmt::join(values, "; ")); }, found->values);
}

const DatasetDescription* dataset_at(const FileDescription& description, const std::string& path) {
    const auto& all = description.datasets;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& d) { return d.path == path; });
    return found == all.end() ? nullptr : &*found;
}

TEST_CASE("a result is described by its key numbers") {
    const TemporaryDirectory directory;
    write_sample(directory.file("r.h5"));
    const FileDescription description = describe_file(directory.file("r.h5"));
    CHECK(description.kind == FileKind::result);
    CHECK(description.complete);
    CHECK(value_of(description.attributes, "software") == "lloyd");
    CHECK(value_of(description.attributes, "input_shape") == "10; 2");
    CHECK(value_of(description.run_attributes, "seed") == "18446744073709551615");
    CHECK(value_of(description.run_attributes, "hosts") == "node1; node22");
    CHECK(value_of(description.run_attributes, "tol") == "0.0001");
    REQUIRE(dataset_at(description, "/cluster_centers") != nullptr);
    CHECK(dataset_at(description, "/cluster_centers")->shape == std::vector<std::int64_t>{3, 2});
    CHECK(dataset_at(description, "/cluster_centers")->type == "float32, little endian");
    CHECK(dataset_at(description, "/inertia")->shape.empty());

    REQUIRE(description.result);
    CHECK(description.result->n_clusters == 3);
    CHECK(description.result->features == 2);
    CHECK(description.result->n_init == 2);
    CHECK(description.result->inertia == 11.25);
    CHECK(description.result->n_iter == 4);
    CHECK_FALSE(description.result->converged);
    CHECK(description.result->cluster_sizes == std::vector<std::int64_t>{7, 2, 1});
    CHECK(description.result->silhouette_mean == 0.625);
    CHECK(description.result->training_seconds == 2.5);
}

TEST_CASE("numbers that are not those that were written are not told") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("r.h5");
    write_sample(path);
    const auto flip = [&](const char* dataset) {
        const std::uint64_t begin = H5Dget_offset(hdf5::open_dataset(hdf5::open_to_read(path), dataset));
        flip_bit(path, begin, 3);
    };
    for (const char* dataset : {"/inertia", "/n_iter", "/converged", "/cluster_sizes", "/timings/training",
                                "/timings/total", "/silhouette/mean"}) {
        INFO(dataset);
        flip(dataset);
        const Caught error = caught([&] { describe_file(path); });
        CHECK(error.code == 65);
        CHECK(error.says(std::string("is damaged: ") + dataset + " does not hold"));
        flip(dataset);
    }
    flip("/labels");  // of which nothing is told
    CHECK(describe_file(path).result->n_clusters == 3);
}

TEST_CASE("data and label files are told apart") {
    const TemporaryDirectory directory;
    DataRecord record;
    record.generator.rows = 4;
    write_data_file<double>(alone, {directory.file("d.h5")}, record, {0, 4},
                            [](std::int64_t, MatrixView<double>, std::span<std::int32_t>) {});
    LabelRecord labels;
    labels.input.rows = 1;
    write_label_file<double>(alone, {directory.file("l.h5")}, labels, {0, 1}, {.labels = {1}, .squared_distances = {}},
                             Distances::none);
    const FileDescription data = describe_file(directory.file("d.h5"));
    CHECK(data.kind == FileKind::data);
    CHECK(value_of(data.attributes, "recipe") == "blobs");
    CHECK_FALSE(data.result);
    CHECK(describe_file(directory.file("l.h5")).kind == FileKind::labels);
}

TEST_CASE("any HDF5 file is described") {
    const TemporaryDirectory directory;
    {
        SampleFile file(directory.file("x"));
        file.add({.path = "/g/points", .type = H5T_STD_I16BE}, {1, 2, 3, 4, 5, 6});
        hdf5::write_attribute(file, "title", "words");
        hdf5::write_attribute(file, "scales", std::vector<double>{0.5, 2});
        // Text of variable length, as h5py writes it.
        const hdf5::Handle type{H5Tcopy(H5T_C_S1), H5Tclose};
        H5Tset_size(type, H5T_VARIABLE);
        const char* text = "by h5py";
        hdf5::write_attribute(file, "author", type, {}, &text);
    }
    const FileDescription description = describe_file(directory.file("x"));
    CHECK(description.kind == FileKind::other);
    CHECK(value_of(description.attributes, "title") == "words");
    CHECK(value_of(description.attributes, "scales") == "0.5; 2");
    CHECK(value_of(description.attributes, "author") == "by h5py");
    REQUIRE(description.datasets.size() == 1);
    CHECK(description.datasets[0].path == "/g/points");
    CHECK(description.datasets[0].type == "int16, big endian");
}

TEST_CASE("an unfinished file says so, and a newer one is refused") {
    const TemporaryDirectory directory;
    const std::string path = directory.file("r.h5");
    write_sample(path);
    const auto change = [&](const char* name, std::int32_t value) {
        const hdf5::Handle file = hdf5::open_to_change(path);
        REQUIRE(H5Adelete(file, name) >= 0);
        hdf5::write_attribute(file, name, value);
    };
    change("complete", 0);
    CHECK_FALSE(describe_file(path).complete);
    CHECK_FALSE(describe_file(path).result);
    change("format_version", 2);
    const Caught error = caught([&] { describe_file(path); });
    CHECK(error.code == 65);
    CHECK(error.says("format_version 2"));
    CHECK(caught([&] { describe_file(directory.file("missing")); }).code == 74);
}

}  // namespace
}  // namespace lloyd::test
