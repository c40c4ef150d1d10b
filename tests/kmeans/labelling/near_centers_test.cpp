#include "kmeans/labelling/near_centers.hpp"

#include "lloyd/core/exact/nearest.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"
#include "support/true_distance.hpp"

#include <algorithm>
#include <array>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

TEMPLATE_TEST_CASE("Every row's nearest centre is near its tile, and no other centre is nearer than is said", "", float,
                   double) {
    using T = TestType;
    constexpr int k = 40;
    const Context context = alone();
    const Shard<T> shard = shard_of(context, clustered_rows<T>(4000, 3, 9, 1), RowOrder::spatial);
    const PreparedRows<T> rows = prepare_rows(context, shard, Lanes::rows);
    REQUIRE_FALSE(rows.summaries.empty());
    std::vector<Centers<T>> sets;
    std::vector<Matrix<T>> values;
    for (const unsigned seed : {1U, 2U}) {
        values.push_back(clustered_rows<T>(k, 3, 9, seed));
        sets.emplace_back(k, rows).set(values.back().view());
    }
    const std::array<const Centers<T>*, 2> both{&sets[0], &sets[1]};

    NearCenterFinder<T> finder(rows.summaries, shard.features());
    NearCenters near;
    std::int64_t found = 0;
    constexpr std::int64_t size = TileSummaries::group_size;
    for (std::int64_t group = 0; group * size < shard.tiles.count(); ++group) {
        const TileRange tiles{group * size, std::min((group + 1) * size, shard.tiles.count())};
        const auto measured = finder.measure(group, tiles, both);
        for (std::int64_t tile = tiles.begin; tile < tiles.end; ++tile)
            for (std::size_t i = 0; i < both.size(); ++i) {
                measured.find(i, tile, near);
                found += std::ssize(near.centers);
                REQUIRE(std::ranges::is_sorted(near.centers));
                const TileView<T> view = shard.tiles.tile(tile);
                std::vector<std::int32_t> labels(static_cast<std::size_t>(padded_rows<T>(view.rows)));
                std::vector<T> squared(labels.size());
                nearest(view, sets[i].panels(), labels.data(), squared.data());
                for (int row = 0; row < view.rows; ++row) {
                    const std::int32_t label = labels[static_cast<std::size_t>(row)];
                    REQUIRE(std::ranges::binary_search(near.centers, label));
                    const std::array<T, 3> x{view.at(row, 0), view.at(row, 1), view.at(row, 2)};
                    for (std::int32_t j = 0; j < k; ++j)
                        if (!std::ranges::binary_search(near.centers, j))
                            REQUIRE(near.others_below <= true_distance(x.data(), values[i].row(j), 3));
                }
            }
    }
    CHECK(2 * found < 2 * k * shard.tiles.count());  // more than half are told to be far
}

TEST_CASE("Nothing is known of tiles without balls") {
    const Context context = alone();
    const Shard<double> shard = shard_of(context, clustered_rows<double>(100, 3, 9, 1));
    const PreparedRows<double> rows = prepare_rows(context, shard, Lanes::rows);
    Centers<double> centers(4, rows);
    centers.set(clustered_rows<double>(4, 3, 2, 1).view());
    const std::array<const Centers<double>*, 1> one{&centers};
    NearCenterFinder<double> finder(rows.summaries, 3);
    NearCenters near{{1, 2}, 1, 0};
    finder.measure(0, {0, 1}, one).find(0, 0, near);
    CHECK(near.centers.empty());
    CHECK(near.others_below > 1e30F);
}
