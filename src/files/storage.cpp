#include "files/storage.hpp"

#include "files/hdf5.hpp"

#include <array>
#include <filesystem>

namespace lloyd {

namespace {

using hdf5::check;

void expect_within_file(hid_t dataset, const DatasetName& name) {
    const std::uint64_t end = H5Dget_offset(dataset) + H5Dget_storage_size(dataset);
    std::error_code error;
    const std::uint64_t bytes = std::filesystem::file_size(name.file, error);
    if (error) fail(ExitCode::io, "cannot look at {} ({}) check whether it is still there", name.file, error.message());
    if (end > bytes)
        fail(ExitCode::data,
             "{} is truncated: {} ends at byte {}, the file at byte {} (rows are missing) copy it again", name.file,
             name.dataset, end, bytes);
}

void expect_filters(hid_t creation, const DatasetName& name) {
    const int filters = check(H5Pget_nfilters(creation), "read the filters");
    for (int i = 0; i < filters; ++i) {
        unsigned flags = 0;
        unsigned config = 0;
        std::size_t parameters = 0;
        std::array<char, 256> text{};
        const H5Z_filter_t filter = check(H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &parameters,
                                                         nullptr, text.size() - 1, text.data(), &config),
                                          "read the filters");
        if (H5Zfilter_avail(filter) <= 0)
            fail(ExitCode::data,
                 "{}:{} is packed by filter {} \"{}\", which is not installed (its rows cannot be read) "
                 "set HDF5_PLUGIN_PATH to its plugin, or repack with h5repack -f NONE where it is installed",
                 name.file, name.dataset, filter, text.data());
    }
}

}  // namespace

void expect_readable_storage(hid_t dataset, const DatasetName& name) {
    const hdf5::Handle creation{check(H5Dget_create_plist(dataset), "read the layout"), H5Pclose};
    const H5D_layout_t layout = H5Pget_layout(creation);
    if (layout == H5D_VIRTUAL || H5Pget_external_count(creation) > 0)
        fail(ExitCode::data,
             "{}:{} keeps its values in other files (missing ones would be read as zeros) copy it into one dataset",
             name.file, name.dataset);
    if (H5Dget_storage_size(dataset) == 0)
        fail(ExitCode::data, "{}:{} holds no values (it was made but never written) write it again", name.file,
             name.dataset);
    if (layout == H5D_CONTIGUOUS) expect_within_file(dataset, name);
    expect_filters(creation, name);
}

}  // namespace lloyd
