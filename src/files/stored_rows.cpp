#include "files/stored_rows.hpp"

#include "lloyd/data/shard.hpp"

#include <algorithm>

namespace lloyd {

StoredRows::StoredRows(hid_t dataset) : dataset_(dataset), type_(hdf5::type_of(dataset)) {
    const hdf5::Shape shape = hdf5::shape_of(dataset);
    is_scalar_ = shape.empty();
    count_ = is_scalar_ ? 1 : shape[0];
    row_bytes_ = static_cast<std::int64_t>(H5Tget_size(type_));
    for (std::size_t dimension = 1; dimension < shape.size(); ++dimension) row_bytes_ *= shape[dimension];
}

std::int64_t StoredRows::rows_per_slab() const {
    return std::max(slab_bytes / std::max(row_bytes_, std::int64_t{1}), std::int64_t{1});
}

std::vector<std::byte> StoredRows::read(std::int64_t first, std::int64_t rows) const {
    std::vector<std::byte> bytes(static_cast<std::size_t>(rows * row_bytes_));
    if (is_scalar_) {
        hdf5::check(H5Dread(dataset_, type_, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes.data()), "read a scalar");
    } else {
        hdf5::read_rows(dataset_, first, rows, type_, bytes.data());
    }
    return bytes;
}

}  // namespace lloyd
