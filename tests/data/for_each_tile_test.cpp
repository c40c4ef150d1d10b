#include "lloyd/data/for_each_tile.hpp"

#include "support/catch.hpp"

#include <atomic>
#include <numeric>
#include <vector>

using namespace lloyd;

TEST_CASE("A pass comes by every tile once, with its rows and a thread of the team") {
    const Tiles<double> tiles(1000, 3);
    std::vector<std::atomic<int>> visits(static_cast<std::size_t>(tiles.count()));
    std::atomic<int> rows{0};
    for_each_tile(Team(2), tiles, [&](std::int64_t tile, const TileView<double>& view, int thread) {
        ++visits[static_cast<std::size_t>(tile)];
        rows += view.rows;
        if (thread < 0 || thread > 1 || view.data != tiles.tile(tile).data) rows += 1'000'000;
    });
    CHECK(rows == 1000);
    for (const std::atomic<int>& visit : visits) CHECK(visit == 1);
}

TEST_CASE("Groups are neighbouring tiles, the last as many as are left") {
    const Tiles<double> tiles(256 * 11, 3);
    REQUIRE(tiles.count() == 11);
    std::vector<std::int64_t> begins(3, -1);
    std::vector<int> counts(3);
    for_each_group(Team(2), tiles, 4, [&](std::int64_t group, TileRange range, int) {
        begins[static_cast<std::size_t>(group)] = range.begin;
        counts[static_cast<std::size_t>(group)] = range.count();
    });
    CHECK(begins == std::vector<std::int64_t>{0, 4, 8});
    CHECK(counts == std::vector<int>{4, 4, 3});
}
