#include "lloyd/base/buffer.hpp"

#include "lloyd/base/error.hpp"

#include <sys/mman.h>

#include <cstdlib>
#include <memory>

namespace lloyd {

namespace {
constexpr std::size_t cache_line_bytes = 64;
constexpr std::size_t huge_page_bytes = std::size_t{2} << 20;

std::size_t round_up(std::size_t bytes, std::size_t unit) { return (bytes + unit - 1) / unit * unit; }
}  // namespace

std::byte* allocate_aligned(std::size_t bytes) {
    const bool large = bytes >= 2 * huge_page_bytes;
    const std::size_t alignment = large ? huge_page_bytes : cache_line_bytes;
    const std::size_t size = round_up(bytes > 0 ? bytes : 1, alignment);
    void* memory = size >= bytes ? std::aligned_alloc(alignment, size) : nullptr;
    if (memory == nullptr)
        fail(ExitCode::software, "cannot allocate {} bytes (out of memory) use more ranks or fewer restarts", bytes);
    if (large) madvise(memory, size, MADV_HUGEPAGE);
    return static_cast<std::byte*>(memory);
}

void free_aligned(std::byte* bytes) noexcept { std::free(bytes); }

void advise_huge_pages(std::byte* begin, std::size_t bytes) noexcept {
    void* first = begin;
    if (std::align(huge_page_bytes, huge_page_bytes, first, bytes) != nullptr)
        madvise(first, bytes / huge_page_bytes * huge_page_bytes, MADV_HUGEPAGE);
}

}  // namespace lloyd
