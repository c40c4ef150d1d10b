#include "lloyd/data/tiles.hpp"

#include "support/catch.hpp"
#include "support/rows.hpp"

using namespace lloyd;
using namespace lloyd::test;

TEMPLATE_TEST_CASE("Rows come back from tiles in their order, whatever slabs they came in", "", float, double) {
    using T = TestType;
    for (const std::int64_t features : {1, 3, 10, 64, 500})
        for (const std::int64_t rows : {1, 15, 16, 17, 255, 256, 257, 1000}) {
            INFO(rows << " x " << features);
            const Matrix<T> values = clustered_rows<T>(rows, features, 3, 1);
            Tiles<T> tiles(rows, static_cast<int>(features));
            for (std::int64_t first = 0; first < rows; first += 37)
                tiles.store(first, {values.row(first), std::min<std::int64_t>(37, rows - first), features});

            std::vector<T> row(static_cast<std::size_t>(features));
            std::int64_t counted = 0;
            for (std::int64_t i = 0; i < tiles.count(); ++i) counted += tiles.tile(i).rows;
            REQUIRE(counted == rows);
            for (std::int64_t i = 0; i < rows; ++i) {
                tiles.copy_row(i, row.data());
                REQUIRE(std::equal(row.begin(), row.end(), values.row(i)));
            }
        }
}

TEST_CASE("Padding rows of the last block are zero") {
    const Matrix<double> values = clustered_rows<double>(19, 4, 2, 1);
    Tiles<double> tiles(19, 4);
    tiles.store(0, values.view());
    const TileView<double> tile = tiles.tile(0);
    for (int row = 19; row < padded_rows<double>(19); ++row)
        for (int t = 0; t < 4; ++t) CHECK(tile.at(row, t) == 0);
}

TEST_CASE("No rows make no tiles") {
    const Tiles<float> tiles(0, 4);
    CHECK(tiles.count() == 0);
}

TEST_CASE("Tiles of few features stay within L1, wide rows take one block") {
    CHECK(Tiles<double>(1000, 10).rows_per_tile() == 256);
    CHECK(Tiles<double>(1000, 100000).rows_per_tile() == TileView<float>::lanes);
}
