#include "lloyd/files/verify.hpp"

#include "files/attribute.hpp"
#include "files/checksum.hpp"
#include "files/header.hpp"
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

/// False when it has no checksum.
bool has_right_checksum(hid_t file, const DatasetName& name) {
    const hdf5::Handle dataset = hdf5::open_dataset(file, name.dataset);
    const auto expected = read_checksum(dataset);
    if (!expected) return false;
    if (StoredRows(dataset).count() > 0) expect_readable_storage(dataset, name);
    if (checksum_of(dataset) != *expected) fail_damaged(name);
    return true;
}

/// Reading attributes is comparing them with HDF5's checksums.
void read_attributes(hid_t file) {
    for (const std::string& path : hdf5::list_objects(file)) {
        const std::string doing = "open " + path;
        hdf5::list_attributes(hdf5::Handle(hdf5::check(H5Oopen(file, path.c_str(), H5P_DEFAULT), doing), H5Oclose));
    }
}

Verification verify(const std::string& path, Checksums checksums) {
    const hdf5::Handle file = hdf5::open_to_read(path);
    const bool is_ours = is_written_by_lloyd(file);
    if (is_ours) expect_known_version(file, path);
    read_attributes(file);
    Verification found;
    for (const std::string& dataset : hdf5::list_datasets(file)) {
        const bool right = is_ours && has_right_checksum(file, {.file = path, .dataset = dataset});
        if (!right && checksums == Checksums::required)
            fail(ExitCode::data,
                 "{} is damaged: {} has no checksum (nobody knows what was written) "
                 "make the file again, or take a copy of it",
                 path, dataset);
        ++(right ? found.right : found.without);
    }
    return found;
}

}  // namespace

Verification verify_file(const std::string& path, Checksums checksums) {
    return hdf5::reading(path, [&] { return verify(path, checksums); });
}

}  // namespace lloyd
