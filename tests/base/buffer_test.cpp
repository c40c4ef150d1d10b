#include "lloyd/base/buffer.hpp"

#include "lloyd/base/error.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <limits>
#include <utility>

using namespace lloyd;

namespace {

std::uintptr_t address(const std::byte* bytes) { return reinterpret_cast<std::uintptr_t>(bytes); }

}  // namespace

TEST_CASE("a buffer begins at a cache line whatever its size", "[buffer]") {
    for (const std::size_t bytes :
         {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{65}, std::size_t{100'000}}) {
        const Buffer<std::byte> buffer(bytes);
        CAPTURE(bytes);
        CHECK(address(buffer.data()) % 64 == 0);
        CHECK(buffer.size() == bytes);
    }
}

TEST_CASE("a large buffer begins at a huge page", "[buffer]") {
    const std::size_t huge_page = std::size_t{2} << 20;
    const Buffer<std::byte> buffer(2 * huge_page + 1);
    CHECK(address(buffer.data()) % huge_page == 0);
}

TEST_CASE("a buffer holds what was written, to its last element", "[buffer]") {
    Buffer<double> buffer(1001);
    for (std::size_t i = 0; i < buffer.size(); ++i) buffer[i] = static_cast<double>(i);
    CHECK(buffer.span().size() == 1001);
    CHECK(buffer.span().front() == 0.0);
    CHECK(std::as_const(buffer).span().back() == 1000.0);
}

TEST_CASE("an empty buffer is a buffer", "[buffer]") {
    CHECK(Buffer<double>().size() == 0);
    CHECK(Buffer<double>(0).span().empty());
}

TEST_CASE("moving a buffer hands over its memory", "[buffer]") {
    Buffer<int> from(10);
    from[9] = 7;
    const int* memory = from.data();
    const Buffer<int> to = std::move(from);
    CHECK(to.data() == memory);
    CHECK(to.size() == 10);
    CHECK(to[9] == 7);
}

TEST_CASE("memory that is not there is an error, not a crash", "[buffer]") {
    const std::size_t all = std::numeric_limits<std::size_t>::max();
    for (const std::size_t bytes : {all / 4, all}) {
        CAPTURE(bytes);
        try {
            free_aligned(allocate_aligned(bytes));
            FAIL("allocated");
        } catch (const Error& error) {
            CHECK(error.code() == ExitCode::software);
        }
    }
}
