#pragma once

#include "files/dataset.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lloyd {

/// A dataset's values as the bytes they are stored as, row by row along its first dimension; a scalar is one row.
class StoredRows {
public:
    explicit StoredRows(hid_t dataset);

    std::int64_t count() const { return count_; }
    std::int64_t row_bytes() const { return row_bytes_; }
    /// As many as slab_bytes have room for, and one at least.
    std::int64_t rows_per_slab() const;

    std::vector<std::byte> read(std::int64_t first, std::int64_t rows) const;

private:
    hid_t dataset_;
    hdf5::Handle type_;
    bool is_scalar_;
    std::int64_t count_;
    std::int64_t row_bytes_;
};

}  // namespace lloyd
