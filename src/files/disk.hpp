#pragma once

#include "lloyd/files/output.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace lloyd {

/// A file by system calls, whose errors HDF5 would not tell, or not survive. They are hdf5::Failures with code io.
class DiskFile {
public:
    enum class Access { read, write };
    DiskFile(const std::string& path, Access access);
    /// A new file, and only if there is none of that name.
    static DiskFile make(const std::string& path);
    /// A new file in a folder, gone with whoever has it open; none where the file system has no such files.
    static std::optional<DiskFile> make_without_name(const std::string& folder);

    DiskFile(DiskFile&& other) noexcept;
    DiskFile& operator=(DiskFile&&) = delete;
    ~DiskFile();

    /// Of one that has none. False where the file system cannot do that.
    bool give_name(const std::string& path) const;
    /// Makes the file so long and takes the disk space for it; does nothing where the file system cannot do that.
    void reserve(std::uint64_t bytes) const;
    void resize(std::uint64_t bytes) const;
    void write(std::uint64_t first, std::span<const std::byte> bytes) const;
    void read(std::uint64_t first, std::span<std::byte> out) const;
    /// Returns when the bytes are on the disk: all that this host wrote, whoever did.
    void sync() const;

private:
    DiskFile(int id, std::string path) : id_(id), path_(std::move(path)) {}

    int id_;
    std::string path_;  ///< for messages
};

/// What this process may still write in a folder, as far as its file system tells.
std::uint64_t free_bytes(const std::string& folder);

/// Returns when a folder's entries are on the disk.
void sync_folder(const std::string& path);

/// Gives a file its output's name. False, and nothing done, when a file of that name is there and may not be replaced;
/// file systems that cannot tell replace it.
bool rename_file(const std::string& from, const Output& to);

}  // namespace lloyd
