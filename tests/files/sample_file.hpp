#pragma once

#include "files/dataset.hpp"

#include <string>
#include <vector>

namespace lloyd::test {

enum class Layout { contiguous, compact, chunked, gzip };

/// A dataset to be made with HDF5's own calls.
struct SampleDataset {
    std::string path = "/X";
    hdf5::Shape shape = {3, 2};
    hid_t type = H5T_IEEE_F64LE;
    Layout layout = Layout::contiguous;
};

/// An HDF5 file that a test fills.
class SampleFile {
public:
    explicit SampleFile(const std::string& path) : file_(hdf5::create_file(path)) {}

    /// Values are converted to the stored type by HDF5; the groups on the path are made.
    void add(const SampleDataset& dataset, const std::vector<double>& values);
    /// The same with values in a type of the caller's.
    void add(const SampleDataset& dataset, hid_t type, const void* values);

    operator hid_t() const { return file_; }

private:
    hdf5::Handle file_;
};

/// IEEE half precision, which HDF5 1.10 has no name for.
hdf5::Handle float16_type(H5T_order_t order);

}  // namespace lloyd::test
