// What a tile's ball decides must hold for the distances as they are computed.
#include "lloyd/core/bounds/tile_test.hpp"

#include "lloyd/core/exact/distance.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

constexpr int features = 5;
template <class T>
using Point = std::array<T, features>;

template <class T>
Point<double> as_double(const Point<T>& point) {
    Point<double> result;
    std::copy(point.begin(), point.end(), result.begin());
    return result;
}

template <class T>
double true_squared(const Point<T>& a, const Point<T>& b) {
    return squared_between(as_double(a).data(), as_double(b).data(), features);
}

}  // namespace

TEMPLATE_TEST_CASE("No decision contradicts computed distances that differ by rounding only", "", float, double) {
    using T = TestType;
    std::mt19937 random(1);
    std::uniform_real_distribution<double> uniform(-1, 1);
    const TileTest test = TileTest::of<T>(features);
    int decided = 0;
    int close = 0;
    for (int i = 0; i < 200000; ++i) {
        Point<T> row;
        Point<T> a;
        for (T& value : row) value = static_cast<T>(uniform(random));
        for (T& value : a) value = static_cast<T>(uniform(random));
        // b is a but for one coordinate, moved by a few units in the last place, or by more.
        Point<T> b = a;
        const int ulps = i % 40;
        T& moved = b[static_cast<std::size_t>(i % features)];
        for (int u = 0; u < ulps * ulps; ++u) moved = std::nextafter(moved, T{3});
        const double to_a = true_squared(row, a);
        const double to_b = true_squared(row, b);
        const T computed_a = squared_distance(row.data(), a.data(), features);
        const T computed_b = squared_distance(row.data(), b.data(), features);
        const double between = true_squared(a, b);
        if (test.is_farther(to_a, to_b, between, 0)) {
            REQUIRE(computed_b > computed_a);
            ++decided;
        } else if (to_b > to_a) {
            ++close;
        }
        if (test.is_beyond(to_b, 0, static_cast<double>(computed_a))) REQUIRE(computed_b > computed_a);
    }
    CHECK(decided > 1000);
    CHECK(close > 1000);
}

TEST_CASE("A ball decides for all points in it, by a hand-sized case") {
    const TileTest test = TileTest::of<double>(1);
    // Tile around 0 of radius 1; a at 1, b at 4: the bisector is at 2.5. With radius 3 it meets the ball.
    constexpr double between = 9.0;
    CHECK(test.is_farther(1, 16, between, 1));
    CHECK_FALSE(test.is_farther(1, 16, between, 3));
    CHECK_FALSE(test.is_farther(1, 1, 4.0, 0));
    // A point at 4 is at least 3 from every row: beyond 8.9, not beyond 9.1.
    CHECK(test.is_beyond(16, 1, 8.9));
    CHECK_FALSE(test.is_beyond(16, 1, 9.1));
    // Squares that underflow decide nothing.
    CHECK_FALSE(test.is_farther(0, 1e-310, 1e-310, 0));
}

TEST_CASE("Many centres at once are decided as one by one") {
    std::mt19937 random(2);
    std::uniform_real_distribution<double> uniform(0, 1);
    const auto numbers = [&](double most) {
        std::vector<double> values(16);
        for (double& value : values) value = most * uniform(random);
        return values;
    };
    const TileTest test = TileTest::of<double>(features);
    on_every_target([&] {
        for (int round = 0; round < 2000; ++round) {
            const int count = 1 + round % 16;
            const std::vector<double> to_centers = numbers(2);
            const std::vector<double> between = numbers(3);
            const double radius = 0.3 * uniform(random);
            std::vector<std::int32_t> expected;
            double excluded = std::numeric_limits<double>::infinity();
            for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
                if (test.is_farther(to_centers[0], to_centers[i], between[i], radius))
                    excluded = std::min(excluded, to_centers[i]);
                else
                    expected.push_back(static_cast<std::int32_t>(i));
            std::vector<std::int32_t> near(16);
            const NearCount found =
                test.near({to_centers.data(), static_cast<std::size_t>(count)}, between.data(), 0, radius, near.data());
            near.resize(static_cast<std::size_t>(found.count));
            REQUIRE(near == expected);
            REQUIRE(found.excluded == excluded);
        }
    });
}
