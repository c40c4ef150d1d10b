#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>

namespace lloyd {

/// Bytes of a file in memory, of which those that were never written are 0 and take no room.
class SparseBytes {
public:
    std::uint64_t size() const { return size_; }
    /// Bytes beyond the end are kept, and are there again when it grows.
    void resize(std::uint64_t size) { size_ = size; }
    /// Grows as it has to.
    void write(std::uint64_t first, std::span<const std::byte> bytes);
    void read(std::uint64_t first, std::span<std::byte> out) const;

private:
    static constexpr std::size_t page_bytes = 4096;
    using Page = std::array<std::byte, page_bytes>;
    std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;
    std::uint64_t size_ = 0;
};

}  // namespace lloyd
