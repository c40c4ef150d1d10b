#include "files/storage.hpp"

#include "files/hdf5.hpp"

#include <array>

namespace lloyd {

namespace {

using hdf5::check;

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
    expect_filters(creation, name);
}

}  // namespace lloyd
