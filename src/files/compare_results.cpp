#include "lloyd/files/compare_results.hpp"

#include "files/dataset.hpp"
#include "lloyd/data/shard.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace lloyd {

namespace {

using hdf5::Handle;

std::vector<std::string> result_datasets(hid_t file) {
    std::vector<std::string> paths = hdf5::list_datasets(file);
    std::erase_if(paths,
                  [](const std::string& path) { return path.starts_with("/timings/") || path.starts_with("/work/"); });
    return paths;
}

/// Values as the bytes they are stored as; a scalar counts as one row.
std::vector<std::byte> bytes_of_rows(hid_t dataset, hid_t type, std::int64_t first, std::int64_t rows,
                                     std::int64_t row_bytes) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(rows * row_bytes));
    if (hdf5::shape_of(dataset).empty()) {
        hdf5::check(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()), "read a scalar");
    } else {
        hdf5::read_rows(dataset, first, rows, type, bytes.data());
    }
    return bytes;
}

bool are_equal(hid_t one, hid_t other) {
    const Handle type = hdf5::type_of(one);
    const hdf5::Shape shape = hdf5::shape_of(one);
    if (shape != hdf5::shape_of(other) || H5Tequal(type, hdf5::type_of(other)) <= 0) return false;

    auto row_bytes = static_cast<std::int64_t>(H5Tget_size(type));
    for (std::size_t dimension = 1; dimension < shape.size(); ++dimension) row_bytes *= shape[dimension];
    const std::int64_t rows = shape.empty() ? 1 : shape[0];
    const std::int64_t slab_rows = std::max(slab_bytes / std::max(row_bytes, std::int64_t{1}), std::int64_t{1});
    for (std::int64_t first = 0; first < rows; first += slab_rows) {
        const std::int64_t some = std::min(slab_rows, rows - first);
        if (bytes_of_rows(one, type, first, some, row_bytes) != bytes_of_rows(other, type, first, some, row_bytes))
            return false;
    }
    return true;
}

}  // namespace

std::string first_difference(const std::string& result_path, const std::string& other_path) {
    const Handle one = hdf5::open_to_read(result_path);
    const Handle other = hdf5::open_to_read(other_path);
    return hdf5::reading(result_path + " or " + other_path, [&]() -> std::string {
        const std::vector<std::string> paths = result_datasets(one);
        const std::vector<std::string> other_paths = result_datasets(other);
        const auto [missing, extra] = std::mismatch(paths.begin(), paths.end(), other_paths.begin(), other_paths.end());
        if (missing != paths.end()) return *missing;
        if (extra != other_paths.end()) return *extra;
        for (const std::string& path : paths)
            if (!are_equal(hdf5::open_dataset(one, path), hdf5::open_dataset(other, path))) return path;
        return {};
    });
}

}  // namespace lloyd
