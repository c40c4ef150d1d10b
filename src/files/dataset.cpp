#include "files/dataset.hpp"

#include "files/attribute.hpp"
#include "files/checksum.hpp"
#include "lloyd/base/checksum.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <string_view>

namespace lloyd::hdf5 {

namespace {

Handle dataspace(const Shape& shape) {
    if (shape.empty()) return {check(H5Screate(H5S_SCALAR), "make a dataspace"), H5Sclose};
    const std::vector<hsize_t> extents(shape.begin(), shape.end());
    return {check(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), "make a dataspace"),
            H5Sclose};
}

using Wanted = bool (*)(H5O_type_t);

struct Listing {
    Wanted is_wanted;
    std::vector<std::string> paths;
};

/// Sorted here: of some damaged files HDF5 1.10 crashes when it is asked for objects in order, and refuses them when it
/// is asked for objects as they come.
std::vector<std::string> paths_of(hid_t file, Wanted is_wanted) {
    Listing listing{is_wanted, {}};
    const auto collect = [](hid_t, const char* name, const H5O_info_t* info, void* out) noexcept -> herr_t {
        auto& all = *static_cast<Listing*>(out);
        if (all.is_wanted(info->type))
            all.paths.push_back(name == std::string_view(".") ? "/" : fmt::format("/{}", name));
        return 0;
    };
#if H5_VERSION_GE(1, 12, 0)
    const herr_t status = H5Ovisit(file, H5_INDEX_NAME, H5_ITER_NATIVE, collect, &listing, H5O_INFO_BASIC);
#else
    const herr_t status = H5Ovisit(file, H5_INDEX_NAME, H5_ITER_NATIVE, collect, &listing);
#endif
    check(status, "list the contents");
    std::sort(listing.paths.begin(), listing.paths.end());
    return listing.paths;
}

/// HDF5 1.14 refuses to open values that go beyond the file's end, HDF5 1.10 does not.
bool is_within_file(hid_t dataset, hid_t file) {
    hsize_t file_bytes = 0;
    check(H5Fget_filesize(file, &file_bytes), "ask for the file's length");
    const haddr_t begin = H5Dget_offset(dataset);
    return begin == HADDR_UNDEF || (begin <= file_bytes && H5Dget_storage_size(dataset) <= file_bytes - begin);
}

std::string name_of(hid_t dataset) {
    std::string name(static_cast<std::size_t>(std::max<ssize_t>(H5Iget_name(dataset, nullptr, 0), 0)), '\0');
    H5Iget_name(dataset, name.data(), name.size() + 1);
    return name;
}

}  // namespace

Handle create_dataset(hid_t file, const std::string& path, hid_t type, const Shape& shape, const Meaning& meaning) {
    const std::string doing = "create dataset " + path;
    const Handle links{check(H5Pcreate(H5P_LINK_CREATE), doing), H5Pclose};
    check(H5Pset_create_intermediate_group(links, 1), doing);
    const Handle layout{check(H5Pcreate(H5P_DATASET_CREATE), doing), H5Pclose};
    check(H5Pset_alloc_time(layout, H5D_ALLOC_TIME_EARLY), doing);
    check(H5Pset_fill_time(layout, H5D_FILL_TIME_NEVER), doing);

    Handle dataset{check(H5Dcreate2(file, path.c_str(), type, dataspace(shape), links, layout, H5P_DEFAULT), doing),
                   H5Dclose};
    write_attribute(dataset, "long_name", meaning.long_name);
    write_attribute(dataset, "units", meaning.units);
    return dataset;
}

void write_dataset(hid_t file, const std::string& path, hid_t type, const Shape& shape, const void* values,
                   const Meaning& meaning) {
    const std::string doing = "write dataset " + path;
    Handle dataset = create_dataset(file, path, type, shape, meaning);
    const std::int64_t bytes =
        std::accumulate(shape.begin(), shape.end(), static_cast<std::int64_t>(H5Tget_size(type)), std::multiplies<>());
    if (bytes > 0) check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), doing);
    const std::int64_t rows = shape.empty() ? 1 : shape[0];
    write_checksum(dataset, checksum_of_rows(values, 0, rows, bytes / std::max(rows, std::int64_t{1})));
    dataset.close(doing);
}

Handle open_dataset(hid_t file, const std::string& path) {
    const std::string doing = "open dataset " + path;
    Handle dataset{check(H5Dopen2(file, path.c_str(), H5P_DEFAULT), doing), H5Dclose};
    if (!is_within_file(dataset, file)) throw_failure(doing);
    return dataset;
}

Shape shape_of(hid_t dataset) {
    const std::string doing = "read the shape of a dataset";
    const Handle space{check(H5Dget_space(dataset), doing), H5Sclose};
    std::vector<hsize_t> extents(static_cast<std::size_t>(check(H5Sget_simple_extent_ndims(space), doing)));
    check(H5Sget_simple_extent_dims(space, extents.data(), nullptr), doing);
    return {extents.begin(), extents.end()};
}

std::string shape_text(const Shape& shape) { return fmt::format("({})", fmt::join(shape, ", ")); }

Handle type_of(hid_t dataset) { return {check(H5Dget_type(dataset), "read the type of a dataset"), H5Tclose}; }

void read_rows(hid_t dataset, std::int64_t first, std::int64_t rows, hid_t type, void* out) {
    const std::string doing = fmt::format("read rows {} to {} of {}", first, first + rows - 1, name_of(dataset));
    Shape shape = shape_of(dataset);
    std::vector<hsize_t> start(shape.size(), 0);
    start[0] = static_cast<hsize_t>(first);
    shape[0] = rows;
    const std::vector<hsize_t> count(shape.begin(), shape.end());
    const Handle stored{check(H5Dget_space(dataset), doing), H5Sclose};
    check(H5Sselect_hyperslab(stored, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), doing);
    check(H5Dread(dataset, type, dataspace(shape), stored, H5P_DEFAULT, out), doing);
}

bool exists(hid_t file, const std::string& path) {
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        if (H5Lexists(file, path.substr(0, end).c_str(), H5P_DEFAULT) <= 0) return false;
        if (end == std::string::npos) return true;
    }
}

std::vector<std::string> list_objects(hid_t file) {
    return paths_of(file, [](H5O_type_t) { return true; });
}

std::vector<std::string> list_datasets(hid_t file) {
    return paths_of(file, [](H5O_type_t type) { return type == H5O_TYPE_DATASET; });
}

}  // namespace lloyd::hdf5
