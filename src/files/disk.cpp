#include "files/disk.hpp"

#include "files/hdf5.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

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

/// An open file descriptor.
class Descriptor {
public:
    Descriptor(const std::string& path, int flags)
        : id_(unbroken([&] { return open(path.c_str(), flags | O_CLOEXEC, 0666); })) {
        if (id_ < 0) fail_to("open " + path, errno);
    }
    ~Descriptor() { close(id_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    operator int() const { return id_; }

private:
    int id_;
};

}  // namespace

void claim_file(const std::string& path) { const Descriptor made(path, O_WRONLY | O_CREAT | O_EXCL); }

void reserve_space(const std::string& path) {
    const Descriptor file(path, O_WRONLY);
    struct stat status {};
    if (fstat(file, &status) != 0) fail_to("look at " + path, errno);
    int reason = EINTR;
    while (reason == EINTR) reason = posix_fallocate(file, 0, status.st_size);
    if (reason != 0 && reason != EINVAL && reason != EOPNOTSUPP)
        fail_to(fmt::format("reserve {} bytes", status.st_size), reason);
}

void sync_file(const std::string& path) {
    const Descriptor file(path, O_RDWR);
    if (unbroken([&] { return fsync(file); }) != 0) fail_to("sync " + path, errno);
}

void sync_directory(const std::string& path) {
    const Descriptor directory(path, O_RDONLY | O_DIRECTORY);
    // Some file systems cannot sync a directory and say EINVAL.
    if (unbroken([&] { return fsync(directory); }) != 0 && errno != EINVAL) fail_to("sync " + path, errno);
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
