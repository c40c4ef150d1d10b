#pragma once

#include "files/hdf5.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lloyd::hdf5 {

/// Extents; empty for a scalar.
using Shape = std::vector<std::int64_t>;

/// What every dataset of lloyd's says about itself.
struct Meaning {
    std::string long_name;
    std::string units;  ///< "1" for counts, "s", or a power of the input's unknown unit: "input", "input^2"
};

/// Makes a dataset and the groups on its path: contiguous and allocated now, values and their checksum to be written by
/// somebody.
Handle create_dataset(hid_t file, const std::string& path, hid_t type, const Shape& shape, const Meaning& meaning);

/// Makes a dataset and writes all its values and their checksum.
void write_dataset(hid_t file, const std::string& path, hid_t type, const Shape& shape, const void* values,
                   const Meaning& meaning);

template <class T>
void write_dataset(hid_t file, const std::string& path, const std::vector<T>& values, const Meaning& meaning) {
    write_dataset(file, path, native_type<T>(), {static_cast<std::int64_t>(values.size())}, values.data(), meaning);
}

template <class T>
void write_scalar(hid_t file, const std::string& path, T value, const Meaning& meaning) {
    write_dataset(file, path, native_type<T>(), {}, &value, meaning);
}

Handle open_dataset(hid_t file, const std::string& path);
Shape shape_of(hid_t dataset);
std::string shape_text(const Shape& shape);
Handle type_of(hid_t dataset);

/// Rows [first, first + rows) of a dataset, converted; `out` has room for them.
void read_rows(hid_t dataset, std::int64_t first, std::int64_t rows, hid_t type, void* out);

/// A whole dataset, converted.
template <class T>
std::vector<T> read_dataset(hid_t file, const std::string& path) {
    const Handle dataset = open_dataset(file, path);
    std::int64_t size = 1;
    for (const std::int64_t extent : shape_of(dataset)) size *= extent;
    std::vector<T> values(static_cast<std::size_t>(size));
    check(H5Dread(dataset, native_type<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "read dataset " + path);
    return values;
}

template <class T>
T read_scalar(hid_t file, const std::string& path) {
    return read_dataset<T>(file, path).at(0);
}

/// Whether a path of groups ends in an object, step by step as HDF5 wants it.
bool exists(hid_t file, const std::string& path);

/// Paths of all objects, the root first; links to other files are not followed.
std::vector<std::string> list_objects(hid_t file);

/// Paths of all datasets in all groups, in the order of names, each object once; links to other files are not followed.
std::vector<std::string> list_datasets(hid_t file);

}  // namespace lloyd::hdf5
