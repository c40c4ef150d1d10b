#include "lloyd/core/roofs.hpp"

#include "lloyd/base/buffer.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"

#include <numeric>

using namespace lloyd;

TEST_CASE("roofs count what they do", "[roofs]") {
    test::on_every_target([] {
        for (const bool single : {false, true}) {
            const double flops = multiply_adds(1000, single);
            CHECK(flops >= 2 * 10 * 1000);
            CHECK(multiply_adds(3000, single) == 3 * flops);
            CHECK(distance_steps(1000, single) == 1.5 * flops);
        }
    });
}

TEST_CASE("reading leaves no value out", "[roofs]") {
    Buffer<double> values(640);
    std::iota(values.span().begin(), values.span().end(), 1.0);
    test::on_every_target([&] {
        CHECK(read_all(values.data(), 640) == 640 * 641 / 2);
        CHECK(read_all(values.data(), 64) == 64 * 65 / 2);
    });
}
