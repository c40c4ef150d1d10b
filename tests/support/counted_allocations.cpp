// Replaces operator new and delete. The linker sends calls of aligned_alloc and free here, too (--wrap), other than
// those of shared libraries.
#include "support/counted_allocations.hpp"

#include <malloc.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <mutex>
#include <new>
#include <unordered_map>

namespace lloyd::test {

namespace {

std::atomic<std::int64_t> allocated{0};
std::atomic<std::int64_t> live{0};
std::atomic<std::int64_t> peak{0};

void count(std::int64_t asked, std::int64_t taken) {
    allocated += asked;
    const std::int64_t now = live += taken;
    std::int64_t most = peak;
    while (most < now && !peak.compare_exchange_weak(most, now)) {
    }
}

/// Aligned blocks that are live, and their sizes: malloc_usable_size() may say a huge page more than was asked for.
/// Blocks of other allocations are freed through here, too.
class AlignedBlocks {
public:
    void add(void* memory, std::int64_t bytes) {
        const std::lock_guard lock(mutex_);
        bytes_[memory] = bytes;
    }
    /// Its size; 0 for any other.
    std::int64_t remove(void* memory) {
        const std::lock_guard lock(mutex_);
        const auto block = bytes_.find(memory);
        if (block == bytes_.end()) return 0;
        const std::int64_t bytes = block->second;
        bytes_.erase(block);
        return bytes;
    }

private:
    std::mutex mutex_;
    std::unordered_map<void*, std::int64_t> bytes_;
};

/// Never destroyed, for memory is freed until the very end.
AlignedBlocks& aligned_blocks() {
    static auto* const blocks = new AlignedBlocks;
    return *blocks;
}

}  // namespace

std::int64_t allocated_bytes() { return allocated; }
std::int64_t live_bytes() { return live; }
std::int64_t peak_bytes() { return peak; }
void start_peak() { peak = live.load(); }

}  // namespace lloyd::test

using namespace lloyd::test;

extern "C" {
void* __real_aligned_alloc(std::size_t alignment, std::size_t bytes);
void __real_free(void* memory);

void* __wrap_aligned_alloc(std::size_t alignment, std::size_t bytes) {
    void* const memory = __real_aligned_alloc(alignment, bytes);
    if (memory == nullptr) return nullptr;
    const auto size = static_cast<std::int64_t>(bytes);
    count(size, size);
    aligned_blocks().add(memory, size);
    return memory;
}

void __wrap_free(void* memory) {
    if (memory != nullptr) live -= aligned_blocks().remove(memory);
    __real_free(memory);
}
}

void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
    void* const memory = std::malloc(bytes > 0 ? bytes : 1);
    if (memory != nullptr)
        count(static_cast<std::int64_t>(bytes), static_cast<std::int64_t>(malloc_usable_size(memory)));
    return memory;
}
void* operator new(std::size_t bytes) {
    if (void* const memory = operator new(bytes, std::nothrow)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    if (memory != nullptr) live -= static_cast<std::int64_t>(malloc_usable_size(memory));
    __real_free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

void* operator new(std::size_t bytes, std::align_val_t alignment) {
    const auto unit = static_cast<std::size_t>(alignment);
    if (void* const memory = std::aligned_alloc(unit, (bytes + unit - 1) / unit * unit)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
