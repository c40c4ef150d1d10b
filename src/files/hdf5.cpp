#include "files/hdf5.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
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

struct Reason {
    std::string text;
    bool from_system = false;
};

/// The innermost entry of HDF5's error stack; of a failed system call only what the system said.
Reason last_reason() {
    Reason reason{.text = "no reason given", .from_system = false};
    const auto take_first = [](unsigned depth, const H5E_error2_t* entry, void* out) -> herr_t {
        if (depth == 0 && entry->desc != nullptr) static_cast<Reason*>(out)->text = entry->desc;
        return 0;
    };
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &reason);

    const std::string marker = "error message = '";
    if (const auto begin = reason.text.find(marker); begin != std::string::npos) {
        reason.text.erase(0, begin + marker.size());
        reason.text.erase(reason.text.find('\''));
        reason.from_system = true;
    }
    return reason;
}

Handle access_list() {
    silence();
    return {check(H5Pcreate(H5P_FILE_ACCESS), "set up file access"), H5Pclose};
}

/// The plain POSIX driver, whatever the environment says.
Handle serial_access() {
    Handle list = access_list();
    check(H5Pset_fapl_sec2(list), "set up file access");
    // The format of HDF5 1.8: checksums on metadata, and attributes beyond 64 KiB (the binding of many ranks).
    check(H5Pset_libver_bounds(list, H5F_LIBVER_V18, H5F_LIBVER_LATEST), "set up file access");
    return list;
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
    const Reason reason = last_reason();
    throw Failure(reason.from_system ? ExitCode::io : ExitCode::data, fmt::format("cannot {}: {}", doing, reason.text));
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
    const Handle access = serial_access();  // outlives the reason: closing it would clear the error stack
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access);
    if (file >= 0) return {file, H5Fclose};

    const Reason reason = last_reason();
    if (reason.from_system)
        fail(ExitCode::io,
             "cannot open {} ({}) wait for its writer, or set HDF5_USE_FILE_LOCKING=FALSE where locks do not work",
             path, reason.text);
    fail(ExitCode::data, "{} is truncated or damaged ({}) write or copy it again", path, reason.text);
}

Handle create_file(const std::string& path) {
    const Handle creation{check(H5Pcreate(H5P_FILE_CREATE), "set up a file"), H5Pclose};
    keep_in_header(creation);
    return {check(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, serial_access()), "create " + path), H5Fclose};
}

Handle open_to_change(const std::string& path) {
    return {check(H5Fopen(path.c_str(), H5F_ACC_RDWR, serial_access()), "open " + path), H5Fclose};
}

Handle open_shared(const std::string& path, MPI_Comm comm) {
    const Handle list = access_list();
    check(H5Pset_fapl_mpio(list, comm, MPI_INFO_NULL), "set up MPI-IO");
    return {check(H5Fopen(path.c_str(), H5F_ACC_RDWR, list), "open " + path), H5Fclose};
}

}  // namespace lloyd::hdf5
