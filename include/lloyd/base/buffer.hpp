#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

namespace lloyd {

/// Bytes at a 64-byte boundary, on huge pages by advice when they are many; not initialised.
/// Throws Error(software) when there is no memory.
std::byte* allocate_aligned(std::size_t bytes);
void free_aligned(std::byte* bytes) noexcept;

/// Advises huge pages for memory that is not touched yet, as far as whole ones fit: fresh pages are then ready many
/// times as fast.
void advise_huge_pages(std::byte* begin, std::size_t bytes) noexcept;

/// An array that is allocated but not touched, so that the thread which first writes a page
/// also places it. Elements are plain numbers; moving is cheap, copying is not offered.
template <class T>
class Buffer {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    Buffer() = default;
    explicit Buffer(std::size_t size) : data_(reinterpret_cast<T*>(allocate_aligned(size * sizeof(T)))), size_(size) {}

    T* data() { return data_.get(); }
    const T* data() const { return data_.get(); }
    std::size_t size() const { return size_; }
    T& operator[](std::size_t i) { return data_.get()[i]; }
    const T& operator[](std::size_t i) const { return data_.get()[i]; }
    std::span<T> span() { return {data(), size_}; }
    std::span<const T> span() const { return {data(), size_}; }

private:
    struct Free {
        void operator()(T* data) const noexcept { free_aligned(reinterpret_cast<std::byte*>(data)); }
    };
    std::unique_ptr<T[], Free> data_;
    std::size_t size_ = 0;
};

}  // namespace lloyd
