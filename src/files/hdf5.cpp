#include "files/hdf5.hpp"

#include "files/memory_driver.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

namespace lloyd::hdf5 {

namespace {

// HDF5 1.10 crashes as it cleans up at exit when a file could not be closed, as on a full disk. Handles close all
// that is open, so there is nothing to clean up. It must be told before MPI_Init, into whose end it would hook.
[[maybe_unused]] const herr_t no_clean_up_at_exit = [] {
    H5dont_atexit();
    return H5open();
}();

/// HDF5 prints its error stack by default; here it is read instead.
void silence() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

/// What the operating system said, if the innermost entry of HDF5's error stack is of a failed call. HDF5's own words
/// are other ones in every version.
std::optional<std::string> system_reason() {
    std::string text;
    const auto take_first = [](unsigned depth, const H5E_error2_t* entry, void* out) -> herr_t {
        if (depth == 0 && entry->desc != nullptr) *static_cast<std::string*>(out) = entry->desc;
        return 0;
    };
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &text);

    const std::string marker = "error message = '";
    const auto begin = text.find(marker);
    if (begin == std::string::npos) return std::nullopt;
    text.erase(0, begin + marker.size());
    return text.substr(0, text.find('\''));
}

/// The format of HDF5 1.8: checksums on metadata, and attributes beyond 64 KiB (the binding of many ranks).
Handle access_list() {
    silence();
    Handle list{check(H5Pcreate(H5P_FILE_ACCESS), "set up file access"), H5Pclose};
    check(H5Pset_libver_bounds(list, H5F_LIBVER_V18, H5F_LIBVER_LATEST), "set up file access");
    return list;
}

/// The plain POSIX driver, whatever the environment says.
Handle disk_access() {
    Handle list = access_list();
    check(H5Pset_fapl_sec2(list), "set up file access");
    return list;
}

Handle memory_access(SparseBytes& bytes) {
    Handle list = access_list();
    check(keep_in_memory(list, bytes), "set up files in memory");
    return list;
}

Handle create(const std::string& name, hid_t access) {
    const Handle creation{check(H5Pcreate(H5P_FILE_CREATE), "set up a file"), H5Pclose};
    keep_in_header(creation);
    return {check(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, creation, access), "create " + name), H5Fclose};
}

void expect_readable(const std::string& path) {
    std::error_code ignored;  // opening will say it
    if (std::filesystem::is_directory(path, ignored))
        fail(ExitCode::io, "{} is a directory (an HDF5 file is needed) name a file in it", path);
    errno = 0;
    if (!std::ifstream(path, std::ios::binary))
        fail(ExitCode::io, "cannot open {} ({}) check the name and the permissions", path, std::strerror(errno));
    silence();
    if (H5Fis_hdf5(path.c_str()) <= 0)
        fail(ExitCode::data, "{} is not an HDF5 file (its signature is missing) convert it to HDF5 first", path);
}

}  // namespace

void throw_failure(const std::string& doing) {
    if (const auto reason = system_reason()) throw Failure(ExitCode::io, fmt::format("cannot {}: {}", doing, *reason));
    throw Failure(ExitCode::data, "cannot " + doing);
}

void fail_to_read(const std::string& path, const Failure& failure) {
    if (failure.code() == ExitCode::io)
        fail(ExitCode::io, "{} cannot be read ({}) check the file and its disk", path, failure.what());
    std::error_code unknown;
    const std::uintmax_t bytes = std::filesystem::file_size(path, unknown);
    fail(ExitCode::data, "{} is truncated or damaged, or of a newer HDF5 ({}{}) copy it again, or make it again", path,
         failure.what(), unknown ? "" : fmt::format("; the file ends at byte {}", bytes));
}

void keep_in_header(hid_t creation) {
    constexpr unsigned as_many_as_possible = 65535;
    check(H5Pset_link_phase_change(creation, as_many_as_possible, as_many_as_possible), "set up a group");
    check(H5Pset_attr_phase_change(creation, as_many_as_possible, as_many_as_possible), "set up a group");
}

Handle& Handle::operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(closer_, other.closer_);
    return *this;
}

Handle::~Handle() {
    if (id_ >= 0) closer_(id_);
}

void Handle::close(const std::string& doing) { check(closer_(release()), doing); }

Handle open_to_read(const std::string& path) {
    expect_readable(path);
    const Handle access = disk_access();  // outlives the reason: closing it would clear the error stack
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access);
    if (file >= 0) return {file, H5Fclose};

    if (const auto reason = system_reason())
        fail(ExitCode::io,
             "cannot open {} ({}) wait for its writer, or set HDF5_USE_FILE_LOCKING=FALSE where locks do not work",
             path, *reason);
    fail_to_read(path, Failure(ExitCode::data, "HDF5 does not open it"));
}

Handle create_file(const std::string& path) { return create(path, disk_access()); }

Handle create_file(SparseBytes& bytes) { return create("a file in memory", memory_access(bytes)); }

Handle open_to_change(const std::string& path) {
    return {check(H5Fopen(path.c_str(), H5F_ACC_RDWR, disk_access()), "open " + path), H5Fclose};
}

}  // namespace lloyd::hdf5
