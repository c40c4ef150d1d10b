#include "kmeans/seeding/open_trials.hpp"

#include "support/catch.hpp"

#include <limits>
#include <utility>

using namespace lloyd;

namespace {

/// The trials of one restart that may win, of as many as there are gains. Weights: squared distances times 2, of 100
/// rows, the largest 20.
std::vector<std::int32_t> contenders(const std::vector<GainBounds>& gains, std::int64_t largest = 20) {
    DrawWeights weights;
    weights.scale = 2;
    weights.largest = largest;
    std::vector<OpenTrials> open = all_trials(1, static_cast<int>(gains.size()));
    REQUIRE(open.size() == 1);
    narrow_trials(Communicator::serial(), gains, std::span(&weights, 1), 100, open);
    return open[0].trials;
}

}  // namespace

TEST_CASE("Bounds that do not overlap leave one trial") {
    CHECK(contenders({{10, 11, 0}, {20, 21, 0}, {12, 19, 0}}) == std::vector<std::int32_t>{1});
}

TEST_CASE("Trials whose bounds overlap, or touch, stay open") {
    CHECK(contenders({{10, 20, 0}, {20, 21, 0}, {12, 19.5, 0}}) == std::vector<std::int32_t>{0, 1});
    CHECK(contenders({{20, 20, 0}, {20, 20, 0}}) == std::vector<std::int32_t>{0, 1});
}

TEST_CASE("Each row that may change may lose a weight of one by rounding") {
    CHECK(contenders({{10, 19, 0}, {20, 21, 0}}) == std::vector<std::int32_t>{1});
    CHECK(contenders({{10, 19, 1}, {20, 21, 1}}) == std::vector<std::int32_t>{0, 1});  // 38 + 1 and 40 - 1
}

TEST_CASE("What is no number says nothing, and no gain is above all weight") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    CHECK(contenders({{nan, nan, 0}, {20, 21, 0}}) == std::vector<std::int32_t>{0, 1});
    CHECK(contenders({{-infinity, infinity, 0}, {20, 21, 0}}) == std::vector<std::int32_t>{0, 1});
    CHECK(contenders({{0, infinity, 0}, {1000, 2000, 0}}) == std::vector<std::int32_t>{0, 1});  // 2000 is all there is
}

TEST_CASE("Where all weights are 0 the first trial wins") {
    CHECK(contenders({{0, 0, 0}, {0, 0, 0}}, 0) == std::vector<std::int32_t>{0});
}
