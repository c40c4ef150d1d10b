#include "kmeans/seeding/rules.hpp"

#include "support/catch.hpp"

#include <cmath>

using namespace lloyd;

TEST_CASE("A step of greedy k-means++ has 2 + floor(ln k) trials") {
    CHECK(trials_per_step(1) == 2);
    CHECK(trials_per_step(10) == 4);
    CHECK(trials_per_step(100) == 6);
}

TEST_CASE("Weights fit 62 bits in sum and keep at least 20 bits each") {
    for (const std::int64_t rows : {std::int64_t{1}, std::int64_t{5000000}, std::int64_t{1} << 40})
        for (const double maximum : {1e-300, 1e-3, 1.0, 3.7, 1e24}) {
            const double weight = maximum * weight_scale(maximum, rows);
            CHECK(weight * static_cast<double>(rows) <= 0x1p62);
            if (maximum > 1e-200) CHECK(weight >= 0x1p20);
        }
    CHECK(weight_scale(0, 10) == 0);
}

TEST_CASE("A round of k-means|| takes rows by weight, and the heaviest always") {
    const Philox random(7, Purpose::oversampling);
    int taken = 0;
    for (int row = 0; row < 10000; ++row) {
        taken += is_taken(random, 1, 2, row, 3, 100, 1000) ? 1 : 0;
        REQUIRE(is_taken(random, 1, 2, row, 3, 334, 1000));
        REQUIRE_FALSE(is_taken(random, 1, 2, row, 3, 0, 1000));
    }
    CHECK(std::abs(taken - 3000) < 200);
}
