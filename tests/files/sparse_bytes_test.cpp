#include "files/sparse_bytes.hpp"

#include "support/catch.hpp"

#include <vector>

namespace lloyd::test {
namespace {

std::vector<std::byte> filled(std::size_t count, int value) { return std::vector(count, std::byte(value)); }

TEST_CASE("what was written is read, and zeros where nothing was") {
    SparseBytes bytes;
    CHECK(bytes.size() == 0);
    std::vector<std::byte> expected = filled(20'000, 0);
    // Within a page, over a page's end, over whole pages, and over what is there.
    for (const auto& [first, count, value] :
         {std::array{10, 5, 1}, {4090, 12, 2}, {4095, 1, 5}, {8000, 9000, 3}, {8100, 1, 4}}) {
        bytes.write(static_cast<std::uint64_t>(first), filled(static_cast<std::size_t>(count), value));
        std::fill_n(expected.begin() + first, count, std::byte(value));
    }
    CHECK(bytes.size() == 17'000);
    std::vector<std::byte> all = filled(expected.size(), 9);
    bytes.read(0, all);
    CHECK(all == expected);
    std::vector<std::byte> some = filled(4100, 9);
    bytes.read(4000, some);
    CHECK(some == std::vector(expected.begin() + 4000, expected.begin() + 8100));
}

TEST_CASE("bytes that are far away take no room between them") {
    SparseBytes bytes;
    constexpr std::uint64_t far = std::uint64_t{1} << 60;
    bytes.write(far, filled(3, 7));
    bytes.resize(2 * far);
    CHECK(bytes.size() == 2 * far);
    std::vector<std::byte> read = filled(4, 9);
    bytes.read(far - 1, read);
    CHECK(read == std::vector{std::byte{0}, std::byte{7}, std::byte{7}, std::byte{7}});
}

}  // namespace
}  // namespace lloyd::test
