#include "kmeans/labelling/row_labeller.hpp"

#include "lloyd/core/exact/nearest.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"
#include "support/simd_targets.hpp"
#include "support/true_distance.hpp"

#include <algorithm>
#include <utility>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

TEMPLATE_TEST_CASE("Rows are labelled as by nearest(), however few are asked for and whichever are near", "", float,
                   double) {
    using T = TestType;
    constexpr int rows = 150;
    const auto sizes = GENERATE(std::pair{9, 40}, std::pair{400, 21});
    on_every_target([&] {
        const auto [features, k] = sizes;
        Tiles<T> tiles(rows, features);
        const Matrix<T> data = clustered_rows<T>(rows, features, 5, 3);
        tiles.store(0, data.view());
        const TileView<T> tile = tiles.whole();
        Matrix<T> values = clustered_rows<T>(k, features, 5, 4);
        std::copy_n(values.row(3), features, values.row(20));  // ties
        const std::vector<T> origin(static_cast<std::size_t>(features), T{1});
        const Lanes lanes = filter_lanes(features, k);
        RoundedRows<T> rounded(tiles, origin, lanes);
        RoundingScratch<T> scratch(rows, features, lanes);
        rounded.round(tile, 0, scratch);
        const PreparedRows<T> prepared{{}, {}, std::move(rounded)};
        Centers<T> centers(k, prepared);
        centers.set(values.view());
        std::vector<std::int32_t> expected(padded_rows<T>(rows));
        std::vector<T> squared(padded_rows<T>(rows));
        nearest(tile, centers.panels(), expected.data(), squared.data());
        // Some that have every row's nearest centre among them.
        std::vector<std::int32_t> some(expected.begin(), expected.begin() + rows);
        std::sort(some.begin(), some.end());
        some.erase(std::unique(some.begin(), some.end()), some.end());

        RowCache<T> cache(rows, features);
        ShiftedTile shifted(rows, features, lanes);
        RowLabeller<T> labeller(rows, features, k, lanes, true, cache);
        for (const std::vector<std::int32_t>& near : {std::vector<std::int32_t>(), some})
            for (const int step : {1, 4, 70}) {
                INFO("one row of " << step << ", " << near.size() << " near centres");
                const CenterChoice<T> choice{centers, near};
                std::vector<std::int32_t> asked;
                for (int i = step / 2; i < rows; i += step) asked.push_back(i);
                Findings found(rows, true);
                TileRows<T> in_hand(tile, prepared.rounded.tile(0), 0, shifted);
                labeller.label(in_hand, choice, asked, found);
                for (const std::int32_t i : asked) {
                    const auto row = static_cast<std::size_t>(i);
                    REQUIRE(found.labels[row] == expected[row]);
                    REQUIRE(found.above[row] >= true_distance(data.row(i), centers.row(expected[row]), features));
                    for (int j = 0; j < k; ++j) {
                        const bool counts = near.empty() || std::binary_search(near.begin(), near.end(), j);
                        if (j != expected[row] && counts)
                            REQUIRE(found.below[row] <= true_distance(data.row(i), centers.row(j), features));
                    }
                }
            }
    });
}
