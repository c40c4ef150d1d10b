#include "lloyd/core/exact/rows.hpp"

#include "core/random_tile.hpp"
#include "lloyd/base/buffer.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

TEMPLATE_TEST_CASE("Rows as they come in are examined, and laid out as a block", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (int features = 1; features <= 40; ++features) {
            INFO(features << " features");
            RandomTile<T> tile(2 * TileView<T>::lanes, features, 8);
            Buffer<T> block(tile.blocks.size());
            lay_out<T>(tile.row_major.view(), block.data());
            REQUIRE(std::ranges::equal(block.span(), tile.blocks.span()));

            std::vector<T> minimum(static_cast<std::size_t>(features), T{1});
            std::vector<T> maximum(minimum.size(), T{-1});
            std::vector<T> expected_minimum = minimum;
            std::vector<T> expected_maximum = maximum;
            REQUIRE(examine_rows<T>(tile.row_major.view(), minimum.data(), maximum.data()));
            extend_bounds(tile.view(), expected_minimum.data(), expected_maximum.data());
            REQUIRE(minimum == expected_minimum);
            REQUIRE(maximum == expected_maximum);

            constexpr T infinity = std::numeric_limits<T>::infinity();
            for (int t = 0; t < features; ++t)
                for (const T bad : {infinity, -infinity, std::numeric_limits<T>::quiet_NaN()}) {
                    T& value = tile.row_major.row(t % TileView<T>::lanes)[t];
                    const T good = std::exchange(value, bad);
                    CHECK_FALSE(examine_rows<T>(tile.row_major.view(), minimum.data(), maximum.data()));
                    value = good;
                }
        }
    });
}
