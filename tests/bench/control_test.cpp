#include "lloyd/bench/control.hpp"

#include "support/catch.hpp"

using namespace lloyd;

TEST_CASE("a slowdown is what busy threads lack of as many times one", "[control]") {
    const Control control{{{1, 10, 4}, {2, 16, 8}, {4, 50, 8}}};
    CHECK(control.slowdown_of_arithmetic(1) == 1);
    CHECK(control.slowdown_of_arithmetic(2) == Approx(1.25));
    CHECK(control.slowdown_of_arithmetic(4) == 1);  // more than four times one is a lucky measurement
    CHECK(control.slowdown_of_reading(2) == 1);
    CHECK(control.slowdown_of_reading(4) == 2);
    CHECK(control.bytes_per_second(4) == 8);
}

TEST_CASE("what was not measured is no slowdown", "[control]") {
    const Control control{{{1, 10, 4}}};
    CHECK(control.slowdown_of_arithmetic(3) == 1);
    CHECK(control.bytes_per_second(3) == 0);
    CHECK(Control().slowdown_of_reading(2) == 1);
}

TEST_CASE("one thread is measured besides those that are asked for, each once", "[control]") {
    const Control control = measure_control({3, 2, 3});
    REQUIRE(control.points.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(control.points[i].threads == static_cast<int>(i) + 1);
        CHECK(control.points[i].flops > 0);
        CHECK(control.points[i].bytes_per_second > 0);
    }
}
