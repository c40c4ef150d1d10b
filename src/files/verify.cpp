#include "lloyd/files/verify.hpp"

#include "files/dataset.hpp"
#include "files/header.hpp"
#include "files/written.hpp"

namespace lloyd {

namespace {

Verification verify(const std::string& path, Checksums checksums) {
    const hdf5::Handle file = hdf5::open_to_read(path);
    const bool is_ours = is_written_by_lloyd(file);
    if (is_ours) {
        expect_known_version(file, path);
        expect_written_attributes(file);
    }
    Verification found;
    for (const std::string& dataset : hdf5::list_datasets(file)) {
        const bool right = is_ours && is_known_as_written(file, {.file = path, .dataset = dataset});
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
