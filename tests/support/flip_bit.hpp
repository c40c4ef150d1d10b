#pragma once

#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>

namespace lloyd::test {

/// Makes one bit of a file another.
inline void flip_bit(const std::string& path, std::uint64_t byte, int bit) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(byte));
    const char flipped = static_cast<char>(file.get() ^ (1 << bit));
    file.seekp(static_cast<std::streamoff>(byte));
    file.put(flipped).flush();
    if (!file) throw std::runtime_error("cannot flip a bit of " + path);
}

}  // namespace lloyd::test
