#include "lloyd/core/philox.hpp"

#include "support/catch.hpp"

#include <Random123/philox.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <vector>

namespace lloyd {
namespace {

using Words = std::array<std::uint32_t, 4>;

Words random123(const Words& counter, const std::array<std::uint32_t, 2>& key) {
    const auto words = r123::Philox4x32()({{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
    return {words[0], words[1], words[2], words[3]};
}

Words words_of(RandomBits bits) {
    return {static_cast<std::uint32_t>(bits.high >> 32), static_cast<std::uint32_t>(bits.high),
            static_cast<std::uint32_t>(bits.low >> 32), static_cast<std::uint32_t>(bits.low)};
}

constexpr std::array all_purposes{Purpose::seeding,      Purpose::random_rows, Purpose::silhouette,
                                  Purpose::blob_centers, Purpose::blob_rows,   Purpose::uniform_rows};

}  // namespace

TEST_CASE("Random123's Philox4x32-10 gives its published words") {
    constexpr std::uint32_t ones = 0xffffffff;
    REQUIRE(random123({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    REQUIRE(random123({ones, ones, ones, ones}, {ones, ones}) == Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    REQUIRE(random123({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
            Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("Philox is Philox4x32-10 with the purpose as the last counter word and the seed as key") {
    for (const Purpose purpose : all_purposes) {
        const Philox random(0x299f31d0a4093822, purpose);
        const auto last = static_cast<std::uint32_t>(purpose);
        REQUIRE(words_of(random(0x243f6a88, 0x85a308d3, 0x13198a2e)) ==
                random123({0x243f6a88, 0x85a308d3, 0x13198a2e, last}, {0xa4093822, 0x299f31d0}));
    }
    // The published words themselves, for a purpose that has the value they need.
    const Philox published(0x299f31d0a4093822, static_cast<Purpose>(0x03707344));
    REQUIRE(words_of(published(0x243f6a88, 0x85a308d3, 0x13198a2e)) ==
            Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a row is the low and the high word of a counter") {
    const Philox random(42, Purpose::blob_rows);
    const std::int64_t row = 0x0000'1234'89ab'cdef;
    REQUIRE(words_of(random.at_row(row, 7)) == words_of(random(0x89abcdef, 0x1234, 7)));
}

TEST_CASE("below() is floor(bits * bound / 2^128)") {
    constexpr std::uint64_t ones = std::numeric_limits<std::uint64_t>::max();
    constexpr std::int64_t large = std::int64_t{1} << 62;

    REQUIRE(below({0, 0}, 1) == 0);
    REQUIRE(below({ones, ones}, 1) == 0);
    REQUIRE(below({0, 0}, large) == 0);
    REQUIRE(below({ones, ones}, large) == large - 1);
    REQUIRE(below({ones, ones}, std::numeric_limits<std::int64_t>::max()) ==
            std::numeric_limits<std::int64_t>::max() - 1);
    REQUIRE(below({3, 0}, large) == 0);
    REQUIRE(below({4, 0}, large) == 1);
    REQUIRE(below({ones / 2 + 1, 0}, 10) == 5);

    // The low half counts: ceil(2^128 / 3) is the first to reach 1 of 3.
    REQUIRE(below({0x5555555555555555, 0x5555555555555555}, 3) == 0);
    REQUIRE(below({0x5555555555555555, 0x5555555555555556}, 3) == 1);
}

TEST_CASE("below() draws every value equally often") {
    constexpr int bound = 7;
    constexpr int draws = 70000;
    const Philox random(1, Purpose::random_rows);
    std::array<int, bound> counts{};
    for (std::uint32_t i = 0; i < draws; ++i) ++counts.at(static_cast<std::size_t>(below(random(i, 0, 0), bound)));
    for (const int count : counts) REQUIRE(std::abs(count - draws / bound) < 5 * std::sqrt(draws / bound));
}

TEST_CASE("unit_interval() spans [0, 1) in steps of 2^-53") {
    REQUIRE(unit_interval(0) == 0.0);
    REQUIRE(unit_interval((1u << 11) - 1) == 0.0);
    REQUIRE(unit_interval(1u << 11) == 0x1p-53);
    REQUIRE(unit_interval(std::numeric_limits<std::uint64_t>::max()) == 1.0 - 0x1p-53);
}

TEST_CASE("sample_rows() draws distinct rows in range, the same ones each time") {
    const Philox random(42, Purpose::silhouette);
    for (const std::int64_t rows : {std::int64_t{1000}, std::int64_t{1} << 40}) {
        const auto sample = sample_rows(random, 0, rows, 300);
        REQUIRE(sample.size() == 300);
        REQUIRE(std::set<std::int64_t>(sample.begin(), sample.end()).size() == 300);
        REQUIRE(*std::min_element(sample.begin(), sample.end()) >= 0);
        REQUIRE(*std::max_element(sample.begin(), sample.end()) < rows);

        REQUIRE(sample_rows(random, 0, rows, 300) == sample);
        REQUIRE(sample_rows(random, 1, rows, 300) != sample);
        REQUIRE(sample_rows(Philox(43, Purpose::silhouette), 0, rows, 300) != sample);
    }
    REQUIRE(sample_rows(random, 0, 10, 0).empty());
}

TEST_CASE("sample_rows() of all rows is a permutation") {
    const Philox random(42, Purpose::random_rows);
    for (const std::int64_t rows : {1, 2, 500}) {
        auto sample = sample_rows(random, 3, rows, rows);
        std::sort(sample.begin(), sample.end());
        std::vector<std::int64_t> all(static_cast<std::size_t>(rows));
        std::iota(all.begin(), all.end(), 0);
        REQUIRE(sample == all);
    }
}

TEST_CASE("sample_rows() takes every row equally often") {
    constexpr int rows = 10;
    constexpr int count = 4;
    constexpr std::uint32_t samples = 20000;
    const Philox random(7, Purpose::random_rows);
    std::array<int, rows> taken{};
    for (std::uint32_t stream = 0; stream < samples; ++stream)
        for (const std::int64_t row : sample_rows(random, stream, rows, count))
            ++taken.at(static_cast<std::size_t>(row));
    for (const int times : taken) REQUIRE(std::abs(times - 8000) < 5 * std::sqrt(samples * 0.4 * 0.6));
}

}  // namespace lloyd
