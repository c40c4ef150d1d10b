#include "lloyd/core/tile_view.hpp"

#include "core/random_tile.hpp"
#include "support/catch.hpp"

#include <vector>

using namespace lloyd;
using namespace lloyd::test;

TEST_CASE("Rows selected from a tile keep their values, and the last block is filled up with zeros") {
    const RandomTile<float> tile(70, 3, 9);
    const std::vector<std::int32_t> rows = {0, 31, 32, 69};
    std::vector<float> out(static_cast<std::size_t>(padded_rows<float>(4) * 3), -1.0F);
    const TileView<float> some = select_rows<float>(tile.view(), rows, out.data());
    REQUIRE(some.rows == 4);
    for (int t = 0; t < 3; ++t) {
        for (int i = 0; i < 4; ++i) CHECK(some.at(i, t) == tile.row_major.row(rows[static_cast<std::size_t>(i)])[t]);
        for (int i = 4; i < TileView<float>::lanes; ++i) CHECK(some.at(i, t) == 0);
    }
}
