#pragma once

#include <string>

namespace lloyd::test {

/// A file system of 200 kB, mounted where only root can. What comes after it in a test needs is_mounted().
class SmallDisk {
public:
    /// In a new folder of this name.
    explicit SmallDisk(const std::string& path);
    ~SmallDisk();
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool is_mounted() const { return is_mounted_; }
    std::string path() const { return path_; }
    std::string file(const std::string& name) const { return path_ + "/" + name; }
    void make_read_only() const;
    /// Takes what space there is by a file "filler".
    void fill() const;

private:
    std::string path_;
    bool is_mounted_ = false;
};

/// Takes what space there is in a folder by a file "filler".
void fill_disk(const std::string& folder);

}  // namespace lloyd::test
