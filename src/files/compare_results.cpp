#include "lloyd/files/compare_results.hpp"

#include "files/stored_rows.hpp"

#include <algorithm>
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

bool are_equal(hid_t one, hid_t other) {
    if (hdf5::shape_of(one) != hdf5::shape_of(other) || H5Tequal(hdf5::type_of(one), hdf5::type_of(other)) <= 0)
        return false;
    const StoredRows rows(one);
    const StoredRows other_rows(other);
    const std::int64_t slab = rows.rows_per_slab();
    for (std::int64_t first = 0; first < rows.count(); first += slab) {
        const std::int64_t some = std::min(slab, rows.count() - first);
        if (rows.read(first, some) != other_rows.read(first, some)) return false;
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
