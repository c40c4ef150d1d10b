#include "sample_file.hpp"

namespace lloyd::test {

using hdf5::check;
using hdf5::Handle;

namespace {

Handle creation_list(const SampleDataset& dataset) {
    Handle list{check(H5Pcreate(H5P_DATASET_CREATE), "sample"), H5Pclose};
    if (dataset.layout == Layout::compact) check(H5Pset_layout(list, H5D_COMPACT), "sample");
    if (dataset.layout == Layout::chunked || dataset.layout == Layout::gzip) {
        const std::vector<hsize_t> chunk(dataset.shape.size(), 2);
        check(H5Pset_chunk(list, static_cast<int>(chunk.size()), chunk.data()), "sample");
    }
    if (dataset.layout == Layout::gzip) check(H5Pset_deflate(list, 6), "sample");
    return list;
}

}  // namespace

void SampleFile::add(const SampleDataset& dataset, const std::vector<double>& values) {
    add(dataset, H5T_NATIVE_DOUBLE, values.data());
}

void SampleFile::add(const SampleDataset& dataset, hid_t type, const void* values) {
    const std::vector<hsize_t> extents(dataset.shape.begin(), dataset.shape.end());
    const Handle space{check(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr), "sample"), H5Sclose};
    const Handle links{check(H5Pcreate(H5P_LINK_CREATE), "sample"), H5Pclose};
    check(H5Pset_create_intermediate_group(links, 1), "sample");
    const Handle created{check(H5Dcreate2(file_, dataset.path.c_str(), dataset.type, space, links, creation_list(dataset),
                                          H5P_DEFAULT),
                               "sample"),
                         H5Dclose};
    if (values != nullptr) check(H5Dwrite(created, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "sample");
}

Handle float16_type(H5T_order_t order) {
    Handle type{check(H5Tcopy(H5T_IEEE_F32LE), "sample"), H5Tclose};
    check(H5Tset_fields(type, 15, 10, 5, 0, 10), "sample");
    check(H5Tset_size(type, 2), "sample");
    check(H5Tset_ebias(type, 15), "sample");
    check(H5Tset_order(type, order), "sample");
    return type;
}

}  // namespace lloyd::test
