#include "lloyd/parallel/communicator.hpp"

#include "support/catch.hpp"
#include "support/world.hpp"

#include <algorithm>
#include <array>
#include <limits>

using namespace lloyd;
using lloyd::test::world;

namespace {

using Integers = std::vector<std::int64_t>;

/// One value that only this rank has.
std::int64_t own(std::int64_t rank) { return 10 + 3 * rank; }

Integers sum_of_ranks_before(std::int64_t rank) {
    Integers sums{0, 0};
    for (std::int64_t r = 0; r < rank; ++r) {
        sums[0] += own(r);
        sums[1] -= own(r);
    }
    return sums;
}

}  // namespace

TEST_CASE("ranks are numbered from 0, and the first is the root", "[communicator]") {
    CHECK(world().rank() >= 0);
    CHECK(world().rank() < world().size());
    CHECK(world().is_root() == (world().rank() == 0));
}

TEST_CASE("sum adds element by element on every rank", "[communicator]") {
    Integers values{own(world().rank()), -own(world().rank())};
    world().sum(values);
    CHECK(values == sum_of_ranks_before(world().size()));
}

TEST_CASE("sum is exact where a double is not", "[communicator]") {
    const std::int64_t large = std::int64_t{1} << 53;
    Integers values{world().is_root() ? large : 1};
    world().sum(values);
    CHECK(values[0] == large + world().size() - 1);
}

TEST_CASE("exclusive_sum adds the ranks before", "[communicator]") {
    Integers values{own(world().rank()), -own(world().rank())};
    world().exclusive_sum(values);
    CHECK(values == sum_of_ranks_before(world().rank()));
}

TEST_CASE("max and min pick over ranks", "[communicator]") {
    const std::int64_t rank = world().rank();
    const std::int64_t last = world().size() - 1;

    Integers integers{own(rank), -own(rank), std::numeric_limits<std::int64_t>::max() - rank};
    world().max(integers);
    CHECK(integers == Integers{own(last), -own(0), std::numeric_limits<std::int64_t>::max()});

    const std::vector<double> mine{0.1 + static_cast<double>(rank), -0.1 - static_cast<double>(rank)};
    std::vector<double> largest = mine;
    world().max(largest);
    CHECK(largest == std::vector<double>{0.1 + static_cast<double>(last), -0.1});

    std::vector<double> smallest = mine;
    world().min(smallest);
    CHECK(smallest == std::vector<double>{0.1, -0.1 - static_cast<double>(last)});
}

TEST_CASE("broadcast gives any rank's bytes to all", "[communicator]") {
    for (int root = 0; root < world().size(); ++root) {
        std::int64_t value = own(world().rank());
        world().broadcast(std::as_writable_bytes(std::span(&value, 1)), root);
        CHECK(value == own(root));
    }
}

TEST_CASE("a message longer than one slice arrives whole", "[communicator]") {
    std::vector<std::byte> bytes((std::size_t{1} << 24) + 5);
    const int root = world().size() - 1;
    if (world().rank() == root)
        for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i % 251);
    world().broadcast(bytes, root);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) wrong += bytes[i] != static_cast<std::byte>(i % 251) ? 1 : 0;
    CHECK(wrong == 0);
}

TEST_CASE("texts of different lengths are broadcast from any rank", "[communicator]") {
    for (int root = 0; root < world().size(); ++root) {
        const std::string mine(static_cast<std::size_t>(5 * world().rank()), static_cast<char>('a' + world().rank()));
        const std::string expected(static_cast<std::size_t>(5 * root), static_cast<char>('a' + root));
        CHECK(world().broadcast(mine, root) == expected);
    }
}

TEST_CASE("all_gather joins parts of any length in rank order", "[communicator]") {
    const auto length_of = [](int rank) { return (rank * 2) % 5; };
    Integers expected;
    for (int rank = 0; rank < world().size(); ++rank) expected.insert(expected.end(), length_of(rank), own(rank));
    const Integers mine(static_cast<std::size_t>(length_of(world().rank())), own(world().rank()));
    CHECK(world().all_gather(std::span<const std::int64_t>(mine)) == expected);
}

TEST_CASE("all_gather of nothing is nothing", "[communicator]") {
    CHECK(world().all_gather(std::span<const std::int64_t>()).empty());
}

TEST_CASE("all_gather joins texts, empty ones too", "[communicator]") {
    const auto text_of = [](int rank) { return rank % 2 == 0 ? std::string() : std::string(3 * rank, 'x') + "ü"; };
    std::vector<std::string> expected;
    for (int rank = 0; rank < world().size(); ++rank) expected.push_back(text_of(rank));
    CHECK(world().all_gather(text_of(world().rank())) == expected);
}

TEST_CASE("empty messages are fine", "[communicator]") {
    world().sum({});
    world().max(std::span<double>());
    world().exclusive_sum({});
    world().broadcast(std::span<std::byte>());
    CHECK(world().broadcast(std::string()).empty());
}

TEST_CASE("a serial communicator is one rank that keeps what it has", "[communicator]") {
    const Communicator serial = Communicator::serial();
    CHECK(serial.rank() == 0);
    CHECK(serial.size() == 1);
    CHECK(serial.is_root());

    Integers values{5, -5};
    serial.sum(values);
    serial.max(values);
    CHECK(values == Integers{5, -5});
    CHECK(serial.all_gather(std::span<const std::int64_t>(values)) == values);
    CHECK(serial.all_gather(std::string("me")) == std::vector<std::string>{"me"});
    CHECK(serial.broadcast(std::string("me")) == "me");
    serial.barrier();
    serial.exclusive_sum(values);
    CHECK(values == Integers{0, 0});

    std::vector<double> doubles{0.5};
    serial.min(doubles);
    serial.max(doubles);
    CHECK(doubles == std::vector<double>{0.5});
}
