#include "lloyd/files/disk_space.hpp"

#include "files/disk.hpp"
#include "files/temporary_name.hpp"
#include "files/writing.hpp"
#include "lloyd/base/bytes_text.hpp"

namespace lloyd {

namespace {

/// Nothing where the file system cannot do that.
std::shared_ptr<const DiskFile> space_in(const std::string& folder, std::uint64_t bytes) {
    auto file = DiskFile::make_without_name(folder);
    if (!file) return nullptr;
    file->reserve(bytes);
    return std::make_shared<const DiskFile>(std::move(*file));
}

}  // namespace

void reserve_space(const Communicator& comm, Output& output, std::int64_t bytes) {
    agree_on_writing(comm, output.path, [&] {
        if (!comm.is_root()) return;
        const std::string folder = folder_of(output.path);
        const auto needed = static_cast<std::uint64_t>(bytes);
        const std::uint64_t free = free_bytes(folder);
        if (needed > free)
            fail(ExitCode::io, "cannot write {} (it takes up to {}, and {} has {} left) {}", output.path,
                 bytes_text(bytes), folder, bytes_text(static_cast<std::int64_t>(free)),
                 "make room there or choose another output");
        output.reserved = space_in(folder, needed);
    });
}

}  // namespace lloyd
