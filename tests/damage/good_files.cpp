#include "damage/good_files.hpp"

#include "files/dataset.hpp"
#include "files/sample_checkpoint.hpp"
#include "files/sample_results.hpp"
#include "lloyd/files/data_file.hpp"
#include "lloyd/files/label_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <numeric>

namespace lloyd::test {

namespace {

const Communicator alone = Communicator::serial();

template <class T>
void write_whole_result(const std::string& path) {
    const SampleResult<T> sample = sample_result<T>(200, {0, 200});
    PhaseTimes times;
    write_result(alone, {path}, sample.contents(), sample.rows, times);
}

/// Without what may be left out, and from so many ranks that HDF5 keeps attributes in another way.
void write_bare_result(const std::string& path) {
    SampleResult<double> sample = sample_result<double>(200, {0, 200});
    sample.silhouette.reset();
    sample.run.placement.binding.clear();
    for (int rank = 0; rank < 2000; ++rank)
        sample.run.placement.binding.push_back(
            fmt::format("node{}: CPUs {} of 128, hardware threads", rank / 64, rank % 64));
    PhaseTimes times;
    write_result(alone, {path}, sample.contents(false), sample.rows, times);
}

void write_labels(const std::string& path) {
    LabelRecord record;
    record.command_line = "lloyd predict r.h5 d.h5";
    record.input.rows = 100;
    record.input.features = 3;
    Prediction<double> prediction;
    for (int row = 0; row < 100; ++row) {
        prediction.labels.push_back(row % 7);
        prediction.squared_distances.push_back(row * 0.25);
    }
    write_label_file(alone, {path}, record, {0, 100}, prediction, Distances::euclidean);
}

template <class T>
void write_data(const std::string& path) {
    DataRecord record;
    record.generator.rows = 100;
    record.generator.features = 3;
    write_data_file<T>(alone, {path}, record, {0, 100},
                       [](std::int64_t, MatrixView<T> rows, std::span<std::int32_t> labels) {
                           std::iota(rows.data, rows.data + 300, T{1});
                           std::iota(labels.begin(), labels.end(), 0);
                       });
}

template <class T>
void write_state(const std::string& path) {
    const SampleCheckpoint<T> sample = sample_checkpoint<T>();
    write_checkpoint<T>(path, "lloyd fit données.h5 -k 3", sample.identity, sample.restarts);
}

std::vector<Range> values_of(const std::string& path) {
    std::vector<Range> values;
    const hdf5::Handle file = hdf5::open_to_read(path);
    for (const std::string& name : hdf5::list_datasets(file)) {
        const hdf5::Handle dataset = hdf5::open_dataset(file, name);
        values.push_back({H5Dget_offset(dataset), H5Dget_storage_size(dataset)});
    }
    return values;
}

/// What is left of so many bytes.
std::vector<std::uint64_t> positions_without(const std::vector<Range>& values, std::uint64_t bytes) {
    std::vector<bool> is_value(bytes);
    for (const Range& range : values)
        for (std::uint64_t i = 0; i < range.size; ++i) is_value.at(range.begin + i) = true;
    std::vector<std::uint64_t> positions;
    for (std::uint64_t i = 0; i < bytes; ++i)
        if (!is_value[i]) positions.push_back(i);
    return positions;
}

GoodFile read_back(const std::string& kind, const std::string& path, const std::string& dataset) {
    std::ifstream stream(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    const std::vector<Range> values = values_of(path);
    return {kind, path, bytes, dataset, values, positions_without(values, bytes.size())};
}

}  // namespace

std::vector<GoodFile> write_good_files(const std::string& folder) {
    struct Recipe {
        std::string kind;
        void (*write)(const std::string& path);
        std::string dataset;
    };
    const std::vector<Recipe> recipes = {
        {"result, float64", write_whole_result<double>, "/cluster_centers"},
        {"result, float32", write_whole_result<float>, "/cluster_centers"},
        {"result, 2000 ranks", write_bare_result, "/cluster_centers"},
        {"labels", write_labels, ""},
        {"data, float64", write_data<double>, "/X"},
        {"data, float32", write_data<float>, "/X"},
        {"checkpoint, float64", write_state<double>, ""},
        {"checkpoint, float32", write_state<float>, ""},
    };
    std::vector<GoodFile> files;
    for (const Recipe& recipe : recipes) {
        const std::string path = fmt::format("{}/{}.h5", folder, files.size());
        recipe.write(path);
        files.push_back(read_back(recipe.kind, path, recipe.dataset));
    }
    return files;
}

}  // namespace lloyd::test
