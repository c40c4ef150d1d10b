#include "cli/small_disk.hpp"

#include "lloyd/base/error.hpp"

#include <sys/mount.h>

#include <filesystem>
#include <fstream>

namespace lloyd::test {

SmallDisk::SmallDisk(const std::string& path) : path_(path) {
    std::filesystem::create_directory(path_);
    is_mounted_ = mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=200k") == 0;
}

SmallDisk::~SmallDisk() {
    if (is_mounted_) umount2(path_.c_str(), MNT_DETACH);
}

void SmallDisk::make_read_only() const {
    if (mount("tmpfs", path_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "size=200k") != 0)
        fail(ExitCode::io, "cannot make {} read-only", path_);
}

void SmallDisk::fill() const { fill_disk(path_); }

void fill_disk(const std::string& folder) {
    std::ofstream filler(folder + "/filler", std::ios::binary);
    const std::string page(4096, 'x');
    while (filler.write(page.data(), static_cast<std::streamsize>(page.size())).flush()) {
    }
}

}  // namespace lloyd::test
