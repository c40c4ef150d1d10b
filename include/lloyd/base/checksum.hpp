#pragma once

#include <cstdint>

namespace lloyd {

/// The checksum of rows that lie one after the other, the first of which has the index `first`: the sum, modulo 2^64,
/// of XXH3_64bits_withSeed(bytes of the row, its index). So ranks and threads add up their parts, in any order, and
/// rows that changed places are noticed. FORMAT.md promises it.
std::uint64_t checksum_of_rows(const void* bytes, std::int64_t first, std::int64_t rows, std::int64_t row_bytes);

}  // namespace lloyd
