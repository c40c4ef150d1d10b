#include "lloyd/files/input_info.hpp"

#include "files/checksum.hpp"
#include "files/dataset.hpp"
#include "files/datatype.hpp"
#include "files/header.hpp"
#include "files/storage.hpp"
#include "lloyd/parallel/agree.hpp"

#include <fmt/ranges.h>

#include <array>
#include <bit>
#include <limits>

namespace lloyd {

namespace {

using hdf5::Handle;
using hdf5::Shape;

/// What a file holds, for an error text.
std::string contents(hid_t file) {
    std::vector<std::string> lines;
    for (const std::string& path : hdf5::list_datasets(file)) {
        const Handle dataset = hdf5::open_dataset(file, path);
        lines.push_back(fmt::format("{} {} {}", path, hdf5::shape_text(hdf5::shape_of(dataset)),
                                    hdf5::type_text(hdf5::type_of(dataset))));
    }
    return lines.empty() ? "no datasets" : fmt::format("{}", fmt::join(lines, "; "));
}

bool is_numeric_matrix(hid_t file, const std::string& path) {
    const Handle dataset = hdf5::open_dataset(file, path);
    return hdf5::shape_of(dataset).size() == 2 && hdf5::is_number(hdf5::type_of(dataset));
}

std::string only_matrix(hid_t file, const std::string& file_name) {
    std::vector<std::string> found;
    for (const std::string& path : hdf5::list_datasets(file))
        if (is_numeric_matrix(file, path)) found.push_back(path);
    if (found.empty())
        fail(ExitCode::data, "{} has no dataset of rank 2 with numbers (rows x features are needed) it holds {}",
             file_name, contents(file));
    if (found.size() > 1)
        fail(ExitCode::data, "{} has {} datasets of rank 2 (which one is meant?) name one as {}:{}; they are {}",
             file_name, found.size(), file_name, found.front(), fmt::join(found, ", "));
    return found.front();
}

void expect_dataset(hid_t file, const DatasetName& name) {
    if (hdf5::exists(file, name.dataset)) {
        const Handle object{hdf5::check(H5Oopen(file, name.dataset.c_str(), H5P_DEFAULT), "open " + name.dataset),
                            H5Oclose};
        if (H5Iget_type(object) == H5I_DATASET) return;
    }
    fail(ExitCode::data, "{} has no dataset {} (nothing to read) it holds {}", name.file, name.dataset, contents(file));
}

/// Throws Error(data) unless rows x features of numbers can be taken from it.
void expect_matrix(const DatasetName& name, const Shape& shape, hid_t type) {
    const std::string place = text_of(name);
    if (!hdf5::is_number(type))
        fail(ExitCode::data, "{} holds values of type {} (k-means needs integers or floats) convert it", place,
             hdf5::type_text(type));
    if (shape.size() != 2)
        fail(ExitCode::data, "{} has shape {} (rows x features are needed) reshape it to rank 2", place,
             hdf5::shape_text(shape));
    if (shape[0] < 1 || shape[1] < 1)
        fail(ExitCode::data, "{} has shape {} (there is nothing to cluster) bring at least one row and one feature",
             place, hdf5::shape_text(shape));
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(sizeof(double));
    if (shape[1] > std::numeric_limits<int>::max() || shape[0] > most / shape[1])
        fail(ExitCode::data, "{} has shape {} (it cannot be addressed) check how it was made", place,
             hdf5::shape_text(shape));
}

/// Of a file that lloyd wrote: its datasets are stored as they are read, or have another type.
std::optional<std::uint64_t> checksum_of(hid_t file, hid_t dataset, hid_t type) {
    const bool is_read_as_stored = H5Tequal(type, H5T_NATIVE_FLOAT) > 0 || H5Tequal(type, H5T_NATIVE_DOUBLE) > 0;
    return is_read_as_stored && is_written_by_lloyd(file) ? read_checksum(dataset) : std::nullopt;
}

InputInfo look_at(DatasetName name) {
    const Handle file = hdf5::open_to_read(name.file);
    if (name.dataset.empty()) name.dataset = only_matrix(file, name.file);
    expect_dataset(file, name);

    const Handle dataset = hdf5::open_dataset(file, name.dataset);
    const Handle type = hdf5::type_of(dataset);
    const Shape shape = hdf5::shape_of(dataset);
    expect_matrix(name, shape, type);
    expect_readable_storage(dataset, name);
    return {.name = name,
            .rows = shape[0],
            .features = static_cast<int>(shape[1]),
            .precision = hdf5::is_float32(type) ? Precision::float32 : Precision::float64,
            .type = hdf5::type_text(type),
            .stored_bytes = static_cast<std::int64_t>(H5Dget_storage_size(dataset)),
            .checksum = checksum_of(file, dataset, type)};
}

InputInfo inspect(const DatasetName& name) {
    return hdf5::reading(name.file, [&] { return look_at(name); });
}

/// The root's info on every rank.
InputInfo share(const Communicator& comm, const InputInfo& info) {
    std::array<std::int64_t, 6> numbers{info.rows,
                                        info.features,
                                        info.precision == Precision::float32,
                                        info.stored_bytes,
                                        info.checksum.has_value(),
                                        std::bit_cast<std::int64_t>(info.checksum.value_or(0))};
    comm.broadcast(std::as_writable_bytes(std::span(numbers)));
    return {.name = {.file = comm.broadcast(info.name.file), .dataset = comm.broadcast(info.name.dataset)},
            .rows = numbers[0],
            .features = static_cast<int>(numbers[1]),
            .precision = numbers[2] != 0 ? Precision::float32 : Precision::float64,
            .type = comm.broadcast(info.type),
            .stored_bytes = numbers[3],
            .checksum = numbers[4] != 0 ? std::optional(std::bit_cast<std::uint64_t>(numbers[5])) : std::nullopt};
}

}  // namespace

InputInfo inspect_input(const Communicator& comm, const DatasetName& name) {
    return share(comm, agree(comm, [&] { return comm.is_root() ? inspect(name) : InputInfo{}; }));
}

}  // namespace lloyd
