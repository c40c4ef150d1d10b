#include "files/new_file.hpp"

#include "files/header.hpp"
#include "lloyd/parallel/agree.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace lloyd {

namespace {

using hdf5::Handle;

/// A failed system call, told as HDF5 tells its own.
void expect_done(int status, const std::string& doing) {
    if (status < 0) throw hdf5::Failure(ExitCode::io, fmt::format("cannot {}: {}", doing, std::strerror(errno)));
}

/// Makes an empty file, and only if there is none of that name.
void claim(const std::string& path) {
    const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    expect_done(descriptor, "create " + path);
    close(descriptor);
}

/// Until this returns, a file or a directory's new entry may be lost with the power.
void sync(const std::string& path, int flags) {
    const int descriptor = open(path.c_str(), flags | O_CLOEXEC);
    expect_done(descriptor, "open " + path);
    const int status = fsync(descriptor);
    const int reason = errno;
    close(descriptor);
    errno = reason;
    // Some file systems cannot sync a directory and say so.
    if (reason != EINVAL || (flags & O_DIRECTORY) == 0) expect_done(status, "sync " + path);
}

std::string directory_of(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path();
    return parent.empty() ? "." : parent.string();
}

}  // namespace

NewFile::NewFile(const Communicator& comm, const std::string& path)
    : comm_(comm), path_(path), temporary_(comm.broadcast(fmt::format("{}.tmp-{}", path, getpid()))) {}

NewFile::~NewFile() {
    if (must_unlink_) unlink(temporary_.c_str());
}

void NewFile::create(const FileHeader& header, const Step& write) {
    on_root([&] {
        claim(temporary_);
        must_unlink_ = true;
        Handle file = hdf5::create_file(temporary_);
        write_header(file, header);
        write(file);
        file.close("close the file");
    });
}

void NewFile::write_rows(const std::function<void(SharedFile& file)>& write) {
    SharedFile file(comm_, temporary_);
    write(file);
    file.close();
}

void NewFile::finish(const Step& write) {
    on_root([&] {
        Handle file = hdf5::open_to_change(temporary_);
        write(file);
        mark_complete(file);
        file.close("close the file");
        sync(temporary_, O_RDWR);
        expect_done(std::rename(temporary_.c_str(), path_.c_str()), "rename it to " + path_);
        must_unlink_ = false;
        sync(directory_of(path_), O_RDONLY | O_DIRECTORY);
    });
}

void NewFile::on_root(const std::function<void()>& step) {
    agree(comm_, [&] {
        if (!comm_.is_root()) return;
        try {
            step();
        } catch (const hdf5::Failure& failure) {
            fail(ExitCode::io, "cannot write {} ({}) nothing is left of it; check the space and the permissions", path_,
                 failure.what());
        }
    });
}

}  // namespace lloyd
