#include "lloyd/base/checksum.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstddef>

namespace lloyd {

std::uint64_t checksum_of_rows(const void* bytes, std::int64_t first, std::int64_t rows, std::int64_t row_bytes) {
    const auto* row = static_cast<const std::byte*>(bytes);
    std::uint64_t sum = 0;
    for (std::int64_t i = 0; i < rows; ++i, row += row_bytes)
        sum += XXH3_64bits_withSeed(row, static_cast<std::size_t>(row_bytes), static_cast<std::uint64_t>(first + i));
    return sum;
}

}  // namespace lloyd
