#include "cli/duration.hpp"

#include "support/catch.hpp"

using lloyd::cli::seconds_of;

TEST_CASE("times are seconds, or numbers with units that add up", "[duration]") {
    CHECK(seconds_of("90") == 90);
    CHECK(seconds_of("90s") == 90);
    CHECK(seconds_of("0.5s") == 0.5);
    CHECK(seconds_of("55m") == 55 * 60);
    CHECK(seconds_of("1h30m") == 5400);
    CHECK(seconds_of("1d2h") == 26 * 3600);
    for (const char* text : {"", "0", "m", "5x", "-5", "1h30x", "1..5m", "five", "1e3", "nan"}) {
        INFO(text);
        CHECK_FALSE(seconds_of(text).has_value());
    }
}
