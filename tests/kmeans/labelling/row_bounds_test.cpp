// What bounds tell must hold for the distances as they are computed.
#include "kmeans/labelling/row_bounds.hpp"

#include "lloyd/core/exact/distance.hpp"
#include "support/catch.hpp"
#include "support/true_distance.hpp"

#include <array>
#include <cmath>
#include <random>

using namespace lloyd;
using namespace lloyd::test;

TEMPLATE_TEST_CASE("Bounds tell nothing that computed distances contradict", "", float, double) {
    using T = TestType;
    constexpr int features = 5;
    constexpr float infinity = std::numeric_limits<float>::infinity();
    const RowBounds bounds = RowBounds::of<T>(1, features, 1);
    std::mt19937 random(1);
    std::uniform_real_distribution<double> uniform(-1, 1);
    int told = 0;
    int close = 0;
    for (int i = 0; i < 200000; ++i) {
        std::array<T, features> row;
        std::array<T, features> a;
        for (T& value : row) value = static_cast<T>(uniform(random));
        for (T& value : a) value = static_cast<T>(uniform(random));
        std::array<T, features> b = a;
        b[static_cast<std::size_t>(i % features)] += static_cast<T>(uniform(random) * std::ldexp(1.0, -(i % 60)));
        // The tightest bounds that floats can be.
        const float above = std::nextafter(static_cast<float>(true_distance(row.data(), a.data(), features)), infinity);
        const float below = std::nextafter(static_cast<float>(true_distance(row.data(), b.data(), features)), 0.0F);
        if (bounds.tell(above, below)) {
            REQUIRE(squared_distance(row.data(), b.data(), features) >
                    squared_distance(row.data(), a.data(), features));
            ++told;
        } else if (below > above) {
            ++close;
        }
    }
    CHECK(told > 20000);
    CHECK(close > 10);
    CHECK_FALSE(bounds.tell(0, 0));
    CHECK_FALSE(bounds.tell(infinity, infinity));
    CHECK_FALSE(bounds.tell(0, std::numeric_limits<float>::quiet_NaN()));
    CHECK_FALSE(bounds.tell(0, 1e-30F));
}

TEST_CASE("Bounds give way by at least as much as they are told to") {
    CHECK(double{RowBounds::raise(0.1F, 0.3F)} >= double{0.1F} + double{0.3F});
    CHECK(double{RowBounds::lower(0.3F, 0.1F)} <= double{0.3F} - double{0.1F});
}
