#include "files/disk.hpp"

#include "files/hdf5.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <utility>

namespace lloyd {

namespace {

[[noreturn]] void fail_to(const std::string& doing, int reason) {
    throw hdf5::Failure(ExitCode::io, fmt::format("cannot {}: {}", doing, std::strerror(reason)));
}

/// A system call that a signal may break off, until none does.
template <class Call>
auto unbroken(Call&& call) {
    auto status = call();
    while (status < 0 && errno == EINTR) status = call();
    return status;
}

int open_or_fail(const std::string& path, int flags) {
    const int id = unbroken([&] { return open(path.c_str(), flags | O_CLOEXEC, 0666); });
    if (id < 0) fail_to("open " + path, errno);
    return id;
}

/// Of a file system that does not know what it is asked for.
bool is_unsupported(int reason) {
    return reason == EOPNOTSUPP || reason == ENOSYS || reason == EINVAL || reason == EISDIR;
}

}  // namespace

DiskFile::DiskFile(const std::string& path, Access access)
    : DiskFile(open_or_fail(path, access == Access::read ? O_RDONLY : O_WRONLY), path) {}

DiskFile DiskFile::make(const std::string& path) { return {open_or_fail(path, O_WRONLY | O_CREAT | O_EXCL), path}; }

std::optional<DiskFile> DiskFile::make_without_name(const std::string& folder) {
    const int id = unbroken([&] { return open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666); });
    if (id >= 0) return DiskFile(id, folder);
    if (!is_unsupported(errno)) fail_to("make a file in " + folder, errno);
    return std::nullopt;
}

DiskFile::DiskFile(DiskFile&& other) noexcept : id_(std::exchange(other.id_, -1)), path_(std::move(other.path_)) {}

DiskFile::~DiskFile() {
    if (id_ >= 0) close(id_);
}

bool DiskFile::give_name(const std::string& path) const {
    return linkat(AT_FDCWD, fmt::format("/proc/self/fd/{}", id_).c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) ==
           0;
}

void DiskFile::reserve(std::uint64_t bytes) const {
    const auto length = static_cast<off_t>(bytes);
    if (length == 0 || unbroken([&] { return fallocate(id_, 0, 0, length); }) == 0 || is_unsupported(errno)) return;
    fail_to(fmt::format("reserve {} bytes", bytes), errno);
}

void DiskFile::resize(std::uint64_t bytes) const {
    if (unbroken([&] { return ftruncate(id_, static_cast<off_t>(bytes)); }) != 0)
        fail_to(fmt::format("make the file {} bytes long", bytes), errno);
}

void DiskFile::write(std::uint64_t first, std::span<const std::byte> bytes) const {
    while (!bytes.empty()) {
        const ssize_t some =
            unbroken([&] { return pwrite(id_, bytes.data(), bytes.size(), static_cast<off_t>(first)); });
        if (some < 0) fail_to(fmt::format("write at byte {}", first), errno);
        bytes = bytes.subspan(static_cast<std::size_t>(some));
        first += static_cast<std::uint64_t>(some);
    }
}

void DiskFile::read(std::uint64_t first, std::span<std::byte> out) const {
    while (!out.empty()) {
        const ssize_t some = unbroken([&] { return pread(id_, out.data(), out.size(), static_cast<off_t>(first)); });
        if (some <= 0) fail_to(fmt::format("read at byte {}", first), some < 0 ? errno : EIO);
        out = out.subspan(static_cast<std::size_t>(some));
        first += static_cast<std::uint64_t>(some);
    }
}

void DiskFile::sync() const {
    if (unbroken([&] { return fsync(id_); }) != 0) fail_to("sync " + path_, errno);
}

std::uint64_t free_bytes(const std::string& folder) {
    struct statvfs status {};
    if (unbroken([&] { return statvfs(folder.c_str(), &status); }) != 0) fail_to("look at " + folder, errno);
    if (status.f_blocks == 0) return std::numeric_limits<std::uint64_t>::max();  // it has no size
    return std::uint64_t{status.f_bavail} * status.f_frsize;
}

void sync_folder(const std::string& path) {
    const int id = open_or_fail(path, O_RDONLY | O_DIRECTORY);
    const int status = unbroken([&] { return fsync(id); });
    const int reason = errno;
    close(id);
    // Some file systems cannot sync a folder and say EINVAL.
    if (status != 0 && reason != EINVAL) fail_to("sync " + path, reason);
}

bool rename_file(const std::string& from, const Output& to) {
    if (to.overwrite == Overwrite::no) {
        if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.path.c_str(), RENAME_NOREPLACE) == 0) return true;
        if (errno == EEXIST) return false;
        if (errno != EINVAL && errno != ENOSYS) fail_to(fmt::format("rename {} to {}", from, to.path), errno);
    }
    const std::string former = to.path + ".prev";
    if (to.overwrite == Overwrite::keeping_former && std::rename(to.path.c_str(), former.c_str()) != 0 &&
        errno != ENOENT)
        fail_to(fmt::format("rename {} to {}", to.path, former), errno);
    if (std::rename(from.c_str(), to.path.c_str()) != 0) fail_to(fmt::format("rename {} to {}", from, to.path), errno);
    return true;
}

}  // namespace lloyd
