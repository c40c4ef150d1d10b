#include "files/written.hpp"

#include "files/attribute.hpp"
#include "files/checksum.hpp"
#include "files/storage.hpp"
#include "files/stored_rows.hpp"
#include "lloyd/base/checksum.hpp"

#include <algorithm>

namespace lloyd {

namespace {

std::uint64_t checksum_of(hid_t dataset) {
    const StoredRows rows(dataset);
    const std::int64_t slab = rows.rows_per_slab();
    std::uint64_t sum = 0;
    for (std::int64_t first = 0; first < rows.count(); first += slab) {
        const std::int64_t some = std::min(slab, rows.count() - first);
        sum += checksum_of_rows(rows.read(first, some).data(), first, some, rows.row_bytes());
    }
    return sum;
}

}  // namespace

void expect_written_attributes(hid_t file) {
    for (const std::string& path : hdf5::list_objects(file)) {
        const hdf5::Handle object{hdf5::check(H5Oopen(file, path.c_str(), H5P_DEFAULT), "open " + path), H5Oclose};
        for (const std::string& name : hdf5::list_attributes(object)) hdf5::expect_written_attribute(object, name);
    }
}

bool is_known_as_written(hid_t file, const DatasetName& name) {
    const hdf5::Handle dataset = hdf5::open_dataset(file, name.dataset);
    const auto expected = read_checksum(dataset);
    if (!expected) return false;
    if (StoredRows(dataset).count() > 0) expect_readable_storage(dataset, name);
    if (checksum_of(dataset) != *expected) fail_damaged(name);
    return true;
}

}  // namespace lloyd
