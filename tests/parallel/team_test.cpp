#include "lloyd/parallel/team.hpp"

#include "lloyd/base/error.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <vector>

using namespace lloyd;

TEST_CASE("run calls every thread once", "[team]") {
    for (const int threads : {1, 2, 3, 8}) {
        std::vector<std::atomic<int>> calls(static_cast<std::size_t>(threads));
        Team(threads).run([&](int thread) { ++calls.at(static_cast<std::size_t>(thread)); });
        CAPTURE(threads);
        CHECK(Team(threads).size() == threads);
        CHECK(std::all_of(calls.begin(), calls.end(), [](const auto& count) { return count == 1; }));
    }
}

TEST_CASE("for_each visits every index once, on a thread of the team", "[team]") {
    for (const int threads : {1, 2, 3})
        for (const std::int64_t count : {0, 1, 2, 7, 1000}) {
            std::vector<std::atomic<int>> visits(static_cast<std::size_t>(count));
            std::atomic<int> strangers = 0;
            Team(threads).for_each(count, [&](std::int64_t index, int thread) {
                ++visits.at(static_cast<std::size_t>(index));
                if (thread < 0 || thread >= threads) ++strangers;
            });
            CAPTURE(threads, count);
            CHECK(std::all_of(visits.begin(), visits.end(), [](const auto& visited) { return visited == 1; }));
            CHECK(strangers == 0);
        }
}

TEST_CASE("a team of one hands out indices in order", "[team]") {
    std::vector<std::int64_t> order;
    Team(1).for_each(20, [&](std::int64_t index, int) { order.push_back(index); });
    CHECK(order.size() == 20);
    CHECK(std::is_sorted(order.begin(), order.end()));
}

TEST_CASE("an exception leaves for_each as it was thrown, once all threads are through", "[team]") {
    for (const int threads : {1, 2, 3}) {
        std::atomic<int> done = 0;
        CAPTURE(threads);
        try {
            Team(threads).for_each(100, [&](std::int64_t index, int) {
                if (index == 37) fail(ExitCode::data, "row {} is bad", index);
                ++done;
            });
            FAIL("returned");
        } catch (const Error& error) {
            CHECK(error.code() == ExitCode::data);
            CHECK(error.what() == std::string("row 37 is bad"));
        }
        CHECK(done == 99);
    }
}

TEST_CASE("when all threads throw, one exception leaves run", "[team]") {
    CHECK_THROWS_AS(Team(3).run([](int) { throw std::out_of_range("each"); }), std::out_of_range);
}

TEST_CASE("a team works again after an exception", "[team]") {
    const Team team(2);
    CHECK_THROWS(team.run([](int) { throw std::runtime_error("once"); }));
    std::atomic<int> calls = 0;
    team.run([&](int) { ++calls; });
    CHECK(calls == 2);
}
