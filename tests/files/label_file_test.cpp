#include "lloyd/files/label_file.hpp"

#include "files/attribute.hpp"
#include "files/dataset.hpp"
#include "support/catch.hpp"
#include "temporary_directory.hpp"

namespace lloyd::test {
namespace {

const Communicator alone = Communicator::serial();
const LabelRecord record{
    .command_line = "lloyd predict",
    .result_path = "r.h5",
    .n_clusters = 5,
    .input = {
        .path = "d.h5", .dataset = "/X", .rows = 4, .features = 2, .precision = Precision::float32, .fingerprint = ""}};
const Prediction<float> prediction{.labels = {4, 0, 3, 1}, .squared_distances = {4, 0, 2, 0.25}};

TEST_CASE("labels and distances are read back") {
    const TemporaryDirectory directory;
    write_label_file(alone, {directory.file("l.h5")}, record, {0, 4}, prediction, Distances::euclidean);
    CHECK(directory.names() == std::vector<std::string>{"l.h5"});
    CHECK(std::filesystem::file_size(directory.file("l.h5")) <=
          static_cast<std::uintmax_t>(most_label_file_bytes<float>(record, Distances::euclidean)));
    const hdf5::Handle file = hdf5::open_to_read(directory.file("l.h5"));
    CHECK(hdf5::read_dataset<std::int32_t>(file, "/labels") == prediction.labels);
    CHECK(hdf5::read_dataset<float>(file, "/distances") == std::vector<float>{2, 0, 1.41421354F, 0.5F});
    CHECK(hdf5::read_text(file, "format") == "lloyd-labels");
    CHECK(hdf5::read_text(file, "result_path") == "r.h5");
    CHECK(hdf5::read_text(file, "input_path") == "d.h5");
    CHECK(hdf5::read_integer(file, "n_clusters") == 5);
    CHECK(hdf5::read_integer(file, "complete") == 1);
}

TEST_CASE("distances are left out when not wanted") {
    const TemporaryDirectory directory;
    write_label_file(alone, {directory.file("l.h5")}, record, {0, 4}, prediction, Distances::none);
    const hdf5::Handle file = hdf5::open_to_read(directory.file("l.h5"));
    CHECK(hdf5::read_dataset<std::int32_t>(file, "/labels") == prediction.labels);
    CHECK_FALSE(hdf5::exists(file, "/distances"));
}

}  // namespace
}  // namespace lloyd::test
