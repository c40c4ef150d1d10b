#include "lloyd/core/bounds/rounding.hpp"

#include "core/bounds/rounded.hpp"
#include "core/random_tile.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

TEMPLATE_TEST_CASE("Rounded rows are as near to the rows as they say, on every target the same", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (const Size& s : sizes()) {
            INFO(s.rows << " rows, " << s.features << " features");
            const RandomTile<T> tile(s.rows, s.features, 14);
            const std::vector<T> origin(static_cast<std::size_t>(s.features), T{0.1F});
            const Rounded<T> rounded(tile, origin, Lanes::rows);
            double farthest = 0;
            for (int i = 0; i < s.rows; ++i) {
                double squared = 0;
                double norm = 0;
                for (int t = 0; t < s.features; ++t) {
                    const double value = static_cast<double>(rounded.shifted.view().at(i, t));
                    const double exact = static_cast<double>(tile.row_major.row(i)[t]) - static_cast<double>(origin[0]);
                    squared += (value - exact) * (value - exact);
                    norm += value * value;
                }
                farthest = std::max(farthest, squared);
                REQUIRE(std::abs(static_cast<double>(rounded.shifted.norms()[i]) - norm) <= 1e-4 * norm);
                REQUIRE(rounded.shifted.norms()[i] <= rounded.shifted.largest_norm());
            }
            farthest = std::sqrt(farthest);
            REQUIRE(static_cast<double>(rounded.shifted.error()) >= farthest);
            REQUIRE(static_cast<double>(rounded.shifted.error()) <= farthest * (1 + 1e-5) + 1e-30);
            // Half a step in each feature, and float's own rounding.
            REQUIRE(farthest <= (0.5 * static_cast<double>(rounded.rounded.step) + 1e-6) * std::sqrt(s.features));
            REQUIRE(rounded.rounded.step < 2e-4F);

            if (s.features < 64) continue;
            const Rounded<T> by_row(tile, origin, Lanes::features);
            REQUIRE(by_row.rounded.step == rounded.rounded.step);
            REQUIRE(by_row.shifted.error() == rounded.shifted.error());
            bool same = by_row.middle == rounded.middle;
            for (int i = 0; i < s.rows; ++i) {
                for (int t = 0; t < s.features; ++t)
                    same &= by_row.shifted.row(i)[t] == rounded.rounded.blocks().at(i, t);
                const float norm = rounded.shifted.norms()[i];
                REQUIRE(std::abs(by_row.shifted.norms()[i] - norm) <= 1e-4F * norm);
                REQUIRE(by_row.shifted.norms()[i] <= by_row.shifted.largest_norm());
            }
            REQUIRE(same);
        }
    });
}

TEST_CASE("Rows that single precision cannot square are known only to be somewhere") {
    RandomTile<double> tile(5, 2, 1);
    for (double& value : tile.blocks.span()) value *= 1e25;
    const Rounded<double> rounded(tile, {0, 0}, Lanes::rows);
    CHECK(std::isinf(rounded.shifted.error()));
}
