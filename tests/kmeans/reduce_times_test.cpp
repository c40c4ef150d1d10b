#include "kmeans/reduce_times.hpp"

#include "support/catch.hpp"

#include <vector>

using namespace lloyd;

TEST_CASE("What a rank spends beyond the shortest Allreduce of all is its wait") {
    const std::vector<double> mine = {3, 1, 2};
    const std::vector<double> shortest = {1, 1, 0.5};
    const ReduceTimes times = split_waiting(mine, shortest);
    CHECK(times.reduce == 2.5);
    CHECK(times.wait == 3.5);
    CHECK(split_waiting({}, {}).wait == 0);
}
