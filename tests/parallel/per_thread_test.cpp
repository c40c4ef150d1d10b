#include "lloyd/parallel/per_thread.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <set>
#include <vector>

using namespace lloyd;

TEST_CASE("each thread has a value of its own, in cache lines of its own") {
    const Team team(3);
    PerThread<std::int64_t> counts(team, 5);
    std::set<std::uintptr_t> lines;
    for (int thread = 0; thread < team.size(); ++thread) {
        counts[thread] += thread;
        lines.insert(reinterpret_cast<std::uintptr_t>(&counts[thread]) / 64);
    }
    CHECK(lines.size() == 3);
    CHECK(counts.sum() == 5 + 6 + 7);
}

TEST_CASE("values may be made by the threads themselves") {
    int made = 0;
    const PerThread<std::vector<int>> values(Team(1), [&] { return std::vector<int>(2, ++made); });
    CHECK(made == 1);
    CHECK(values[0] == std::vector<int>{1, 1});
}

TEST_CASE("sums go element by element, in as many levels as there are") {
    PerThread<std::vector<std::vector<int>>> tables(Team(2), {{1, 2}, {3}});
    tables[1][0][1] = 10;
    CHECK(tables.sum() == std::vector<std::vector<int>>{{2, 12}, {6}});
}

TEST_CASE("a part of each value is summed by itself") {
    struct Found {
        int rows = 2;
        std::vector<int> counts = {1, 0};
    };
    PerThread<Found> found(Team(3), Found());
    found[2].counts[1] = 7;
    CHECK(found.sum(&Found::rows) == 6);
    CHECK(found.sum(&Found::counts) == std::vector<int>{3, 7});
    CHECK(found.sum([](const Found& mine) { return mine.rows + mine.counts[1]; }) == 13);
}

TEST_CASE("values are combined in the order of threads") {
    PerThread<std::vector<int>> lists(Team(3), std::vector<int>());
    for (int thread = 0; thread < 3; ++thread) lists[thread] = {thread};
    const auto joined =
        lists.reduce([](auto& all, const auto& mine) { all.insert(all.end(), mine.begin(), mine.end()); });
    CHECK(joined == std::vector<int>{0, 1, 2});
    int total = 0;
    lists.for_each([&](const std::vector<int>& mine) { total += mine[0]; });
    CHECK(total == 3);
}
