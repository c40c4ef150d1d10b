#include "lloyd/files/data_file.hpp"

#include "files/attribute.hpp"
#include "files/header.hpp"
#include "files/new_file.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/parallel/agree.hpp"

namespace lloyd {

namespace {

template <class T>
void write_recipe(hid_t file, const GeneratorOptions& options) {
    hdf5::write_attribute(file, "recipe", recipe_name(options.recipe));
    hdf5::write_attribute(file, "rows", options.rows);
    hdf5::write_attribute(file, "features", std::int64_t{options.features});
    hdf5::write_attribute(file, "centers", std::int64_t{options.centers});
    hdf5::write_attribute(file, "std", options.std);
    hdf5::write_attribute(file, "seed", options.seed);
    hdf5::create_dataset(file, "/X", hdf5::native_type<T>(), {options.rows, options.features},
                         {.long_name = "generated rows, one column a feature", .units = "1"});
    hdf5::create_dataset(file, "/labels", hdf5::native_type<std::int32_t>(), {options.rows},
                         {.long_name = "cluster that each row was drawn from", .units = "1"});
}

}  // namespace

std::string recipe_name(Recipe recipe) {
    switch (recipe) {
        case Recipe::blobs:
            return "blobs";
        case Recipe::sklearn:
            return "sklearn";
        case Recipe::uniform:
            return "uniform";
    }
    return "unknown";
}

template <class T>
std::int64_t most_data_file_bytes(const DataRecord& record) {
    const std::int64_t row_bytes = record.generator.features * std::int64_t{sizeof(T)} + 4;
    return most_metadata_bytes + std::ssize(record.command_line) + record.generator.rows * row_bytes;
}

template <class T>
void write_data_file(const Communicator& comm, const Output& output, const DataRecord& record, RowRange mine,
                     const LabelledRowSource<T>& source) {
    const std::int64_t features = record.generator.features;
    const std::int64_t rows_per_slab =
        std::max<std::int64_t>(1, slab_bytes / (features * static_cast<std::int64_t>(sizeof(T))));
    const auto slab_rows = static_cast<std::size_t>(std::min(rows_per_slab, mine.count()));

    NewFile file(comm, output);
    file.create({.format = data_format, .command_line = record.command_line},
                [&](hid_t handle) { write_recipe<T>(handle, record.generator); });
    auto values = agree(comm, [&] { return Buffer<T>(slab_rows * static_cast<std::size_t>(features)); });
    auto labels = agree(comm, [&] { return Buffer<std::int32_t>(slab_rows); });
    file.write_rows([&](SharedFile& shared) {
        for_each_slab(comm, mine, rows_per_slab, [&](RowRange slab) {
            const MatrixView<T> rows{values.data(), slab.count(), features};
            const auto row_labels = labels.span().first(static_cast<std::size_t>(slab.count()));
            agree(comm, [&] {
                if (slab.count() > 0) source(slab.begin, rows, row_labels);
            });
            shared.write<T>("/X", slab.begin, rows);
            shared.write<std::int32_t>("/labels", slab.begin, {row_labels.data(), slab.count(), 1});
        });
    });
    file.finish([](hid_t) {});
}

template std::int64_t most_data_file_bytes<float>(const DataRecord&);
template std::int64_t most_data_file_bytes<double>(const DataRecord&);
template void write_data_file(const Communicator&, const Output&, const DataRecord&, RowRange,
                              const LabelledRowSource<float>&);
template void write_data_file(const Communicator&, const Output&, const DataRecord&, RowRange,
                              const LabelledRowSource<double>&);

}  // namespace lloyd
