#include "files/memory_driver.hpp"

#include <algorithm>
#include <limits>
#include <new>

namespace lloyd {

namespace {

/// An open file; HDF5 has a pointer to its first member.
struct OpenFile {
    H5FD_t common = {};
    SparseBytes* bytes = nullptr;
    haddr_t end_of_allocation = 0;
};

OpenFile& open_file(H5FD_t* file) { return *reinterpret_cast<OpenFile*>(file); }
const OpenFile& open_file(const H5FD_t* file) { return *reinterpret_cast<const OpenFile*>(file); }

H5FD_t* open(const char*, unsigned, hid_t access, haddr_t) noexcept {
    auto* file = new (std::nothrow) OpenFile;
    if (file == nullptr) return nullptr;
    file->bytes = *static_cast<SparseBytes* const*>(H5Pget_driver_info(access));
    return &file->common;
}

herr_t close(H5FD_t* file) noexcept {
    delete &open_file(file);
    return 0;
}

/// As HDF5's driver for files on disk has it, so that files are laid out alike.
herr_t query(const H5FD_t*, unsigned long* flags) noexcept {
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
             H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
    return 0;
}

haddr_t end_of_allocation(const H5FD_t* file, H5FD_mem_t) noexcept { return open_file(file).end_of_allocation; }

herr_t set_end_of_allocation(H5FD_t* file, H5FD_mem_t, haddr_t address) noexcept {
    open_file(file).end_of_allocation = address;
    return 0;
}

haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t) noexcept { return open_file(file).bytes->size(); }

herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, void* out) noexcept {
    open_file(file).bytes->read(address, {static_cast<std::byte*>(out), size});
    return 0;
}

herr_t write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, const void* values) noexcept {
    try {
        open_file(file).bytes->write(address, {static_cast<const std::byte*>(values), size});
        return 0;
    } catch (const std::bad_alloc&) {
        return -1;
    }
}

herr_t truncate(H5FD_t* file, hid_t, hbool_t) noexcept {
    open_file(file).bytes->resize(open_file(file).end_of_allocation);
    return 0;
}

H5FD_class_t driver_class() {
    H5FD_class_t driver{};
#if H5_VERSION_GE(1, 14, 0)
    driver.version = H5FD_CLASS_VERSION;
    driver.value = static_cast<H5FD_class_value_t>(H5_VFD_MAX);
#endif
    driver.name = "lloyd_memory";
    driver.maxaddr = std::numeric_limits<std::int64_t>::max();
    driver.fc_degree = H5F_CLOSE_WEAK;
    driver.fapl_size = sizeof(SparseBytes*);
    driver.open = open;
    driver.close = close;
    driver.query = query;
    driver.get_eoa = end_of_allocation;
    driver.set_eoa = set_end_of_allocation;
    driver.get_eof = end_of_file;
    driver.read = read;
    driver.write = write;
    driver.truncate = truncate;
    constexpr H5FD_mem_t free_lists[] = H5FD_FLMAP_DICHOTOMY;
    std::ranges::copy(free_lists, driver.fl_map);
    return driver;
}

}  // namespace

herr_t keep_in_memory(hid_t access, SparseBytes& bytes) {
    static const H5FD_class_t driver = driver_class();
    static const hid_t id = H5FDregister(&driver);
    SparseBytes* const pointer = &bytes;
    return id < 0 ? -1 : H5Pset_driver(access, id, &pointer);
}

}  // namespace lloyd
