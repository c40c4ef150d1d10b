#include "files/sparse_bytes.hpp"

#include <algorithm>

namespace lloyd {

void SparseBytes::write(std::uint64_t first, std::span<const std::byte> bytes) {
    size_ = std::max(size_, first + bytes.size());
    while (!bytes.empty()) {
        const std::uint64_t within = first % page_bytes;
        const auto some = bytes.first(std::min<std::size_t>(bytes.size(), page_bytes - within));
        std::unique_ptr<Page>& page = pages_[first / page_bytes];
        if (!page) page = std::make_unique<Page>();
        std::ranges::copy(some, page->begin() + static_cast<std::ptrdiff_t>(within));
        bytes = bytes.subspan(some.size());
        first += some.size();
    }
}

void SparseBytes::read(std::uint64_t first, std::span<std::byte> out) const {
    while (!out.empty()) {
        const std::uint64_t within = first % page_bytes;
        const auto some = out.first(std::min<std::size_t>(out.size(), page_bytes - within));
        if (const auto page = pages_.find(first / page_bytes); page == pages_.end())
            std::ranges::fill(some, std::byte{0});
        else
            std::copy_n(page->second->begin() + static_cast<std::ptrdiff_t>(within), some.size(), some.begin());
        out = out.subspan(some.size());
        first += some.size();
    }
}

}  // namespace lloyd
