#include "lloyd/data/row_range.hpp"

#include "support/catch.hpp"

using namespace lloyd;

TEST_CASE("Shards cover all rows once, in rank order, and differ by one row at most") {
    for (const std::int64_t rows :
         {std::int64_t{0}, std::int64_t{1}, std::int64_t{6}, std::int64_t{1000}, std::int64_t{1} << 42})
        for (const int ranks : {1, 2, 3, 7, 10000}) {
            std::int64_t next = 0;
            for (int rank = 0; rank < ranks; ++rank) {
                const RowRange range = part_of(rows, rank, ranks);
                REQUIRE(range.begin == next);
                REQUIRE(range.count() >= rows / ranks);
                REQUIRE(range.count() <= rows / ranks + 1);
                next = range.end;
            }
            REQUIRE(next == rows);
        }
}
