#include "bench/statistics.hpp"
#include "support/catch.hpp"

using lloyd::median_index;
using lloyd::speed_up;
using lloyd::spread;

TEST_CASE("the spread of an odd number of samples", "[statistics]") {
    const lloyd::Spread three = spread({5, 1, 3});
    CHECK(three.min == 1);
    CHECK(three.median == 3);
    CHECK(three.max == 5);
    CHECK(spread({2}).median == 2);
}

TEST_CASE("the median of an even number of samples lies between the two in the middle", "[statistics]") {
    CHECK(spread({8, 1, 3, 5}).median == 4);
}

TEST_CASE("the sample that is the median is found where it stands", "[statistics]") {
    CHECK(median_index({5, 1, 3}) == 2);
    CHECK(median_index({8, 1, 3, 5}) == 2);
    CHECK(median_index({7}) == 0);
}

TEST_CASE("a speed-up is the ratio of medians, its spread that of the rounds", "[statistics]") {
    const lloyd::SpeedUp faster = speed_up({4, 6, 5}, {2, 4, 2.5});
    CHECK(faster.ratio == 2);
    CHECK(faster.min == 1.5);
    CHECK(faster.max == 2);
}

TEST_CASE("the base case is exactly as fast as itself", "[statistics]") {
    const lloyd::SpeedUp self = speed_up({4, 6, 5}, {4, 6, 5});
    CHECK(self.ratio == 1);
    CHECK(self.min == 1);
    CHECK(self.max == 1);
}
