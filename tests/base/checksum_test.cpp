#include "lloyd/base/checksum.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace lloyd::test {
namespace {

/// Rows of bytes that nothing repeats in soon.
std::vector<unsigned char> some_bytes(std::int64_t count) {
    std::vector<unsigned char> bytes(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<unsigned char>(i * 37);
    return bytes;
}

// Files keep checksums, so these numbers may never change. They were computed with XXH3 called from Python.
TEST_CASE("the checksum is the sum of the rows' hashes, each seeded with its index") {
    const std::vector<unsigned char> rows = {1, 0, 0, 0, 2, 0, 0, 0};
    CHECK(checksum_of_rows(rows.data(), 0, 1, 4) == 0xdb02334e96d65708);
    CHECK(checksum_of_rows(rows.data() + 4, 1, 1, 4) == 0x6617215fc1436619);
    CHECK(checksum_of_rows(rows.data(), 0, 2, 4) == 0x411954ae5819bd21);  // the sum of both, less 2^64
    CHECK(checksum_of_rows(some_bytes(900).data(), 7, 3, 300) == 0xee9e5171d549e15);
    CHECK(checksum_of_rows(nullptr, 5, 0, 4) == 0);
}

TEST_CASE("checksums of parts add up, wherever rows are cut") {
    for (const std::int64_t row_bytes : {1, 4, 8, 17, 300}) {
        const std::vector<unsigned char> rows = some_bytes(9 * row_bytes);
        const std::uint64_t all = checksum_of_rows(rows.data(), 100, 9, row_bytes);
        for (std::int64_t cut = 0; cut <= 9; ++cut)
            CHECK(checksum_of_rows(rows.data(), 100, cut, row_bytes) +
                      checksum_of_rows(rows.data() + cut * row_bytes, 100 + cut, 9 - cut, row_bytes) ==
                  all);
    }
}

TEST_CASE("a bit that is another and rows that changed places are noticed") {
    std::vector<unsigned char> rows = some_bytes(5 * 16);
    const std::uint64_t expected = checksum_of_rows(rows.data(), 0, 5, 16);
    for (std::size_t bit = 0; bit < 8 * rows.size(); ++bit) {
        rows[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
        CHECK(checksum_of_rows(rows.data(), 0, 5, 16) != expected);
        rows[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
    }
    std::swap_ranges(rows.begin(), rows.begin() + 16, rows.begin() + 32);
    CHECK(checksum_of_rows(rows.data(), 0, 5, 16) != expected);
}

}  // namespace
}  // namespace lloyd::test
