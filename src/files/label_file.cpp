#include "lloyd/files/label_file.hpp"

#include "files/attribute.hpp"
#include "files/header.hpp"
#include "files/new_file.hpp"
#include "lloyd/parallel/agree.hpp"

#include <cmath>
#include <vector>

namespace lloyd {

namespace {

template <class T>
void write_small_things(hid_t file, const LabelRecord& record, Distances distances) {
    write_input_record(file, record.input);
    hdf5::write_attribute(file, "result_path", record.result_path);
    hdf5::write_attribute(file, "n_clusters", std::int64_t{record.n_clusters});
    hdf5::create_dataset(file, "/labels", hdf5::native_type<std::int32_t>(), {record.input.rows},
                         {.long_name = "nearest cluster of each row", .units = "1"});
    if (distances == Distances::euclidean)
        hdf5::create_dataset(file, "/distances", hdf5::native_type<T>(), {record.input.rows},
                             {.long_name = "Euclidean distance of each row to its cluster's centre", .units = "input"});
}

}  // namespace

template <class T>
std::int64_t most_label_file_bytes(const LabelRecord& record, Distances distances) {
    const std::int64_t row_bytes = 4 + (distances == Distances::euclidean ? sizeof(T) : 0);
    return most_metadata_bytes + std::ssize(record.command_line) + record.input.rows * row_bytes;
}

template <class T>
void write_label_file(const Communicator& comm, const Output& output, const LabelRecord& record, RowRange mine,
                      const Prediction<T>& prediction, Distances distances) {
    const std::int64_t rows_per_slab = slab_bytes / static_cast<std::int64_t>(sizeof(T));
    const bool with_distances = distances == Distances::euclidean;
    const auto roots = agree(comm, [&] {
        std::vector<T> values(with_distances ? prediction.squared_distances.size() : 0);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sqrt(prediction.squared_distances[i]);
        return values;
    });

    NewFile file(comm, output);
    file.create({.format = label_format, .command_line = record.command_line},
                [&](hid_t handle) { write_small_things<T>(handle, record, distances); });
    file.write_rows([&](SharedFile& shared) {
        for_each_slab(comm, mine, rows_per_slab, [&](RowRange slab) {
            const std::int64_t first = slab.begin - mine.begin;
            shared.write<std::int32_t>("/labels", slab.begin, {prediction.labels.data() + first, slab.count(), 1});
            if (with_distances) shared.write<T>("/distances", slab.begin, {roots.data() + first, slab.count(), 1});
        });
    });
    file.finish([](hid_t) {});
}

template std::int64_t most_label_file_bytes<float>(const LabelRecord&, Distances);
template std::int64_t most_label_file_bytes<double>(const LabelRecord&, Distances);
template void write_label_file(const Communicator&, const Output&, const LabelRecord&, RowRange,
                               const Prediction<float>&, Distances);
template void write_label_file(const Communicator&, const Output&, const LabelRecord&, RowRange,
                               const Prediction<double>&, Distances);

}  // namespace lloyd
