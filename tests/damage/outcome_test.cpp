#include "damage/outcome.hpp"

#include "damage/damage.hpp"
#include "lloyd/base/error.hpp"
#include "support/catch.hpp"

#include <unistd.h>

#include <csignal>
#include <numeric>
#include <vector>

namespace lloyd::test {
namespace {

TEST_CASE("what became of a step in a child is told") {
    const Ending accepted = run_in_child([] { return std::string(100'000, 'x'); });
    CHECK(accepted.outcome == Outcome::accepted);
    CHECK(accepted.text == std::string(100'000, 'x'));
    for (const ExitCode code : {ExitCode::data, ExitCode::io}) {
        const Ending refused = run_in_child([&]() -> std::string { fail(code, "no"); });
        CHECK(refused.outcome == Outcome::refused);
        CHECK(refused.text == "no");
    }
    CHECK(run_in_child([]() -> std::string { fail(ExitCode::usage, "no"); }).outcome == Outcome::failed);
    CHECK(run_in_child([] { return std::string(1, std::vector<char>{}.at(1)); }).outcome == Outcome::failed);
    CHECK(run_in_child([]() -> std::string { _exit(0); }).outcome == Outcome::crashed);
    const auto killed = [] {
        std::signal(SIGSEGV, SIG_DFL);  // or Catch's handler would speak
        return std::to_string(raise(SIGSEGV));
    };
    CHECK(run_in_child(killed).outcome == Outcome::crashed);
    const auto sleeping = [] {
        for (;;) sleep(1);
        return std::string();
    };
    CHECK(run_in_child(sleeping, {.seconds = 1}).outcome == Outcome::hung);
}

TEST_CASE("damage is another for each file and seed, and always the same") {
    GoodFile file{.kind = "",
                  .path = "",
                  .bytes = std::string(5000, '.'),
                  .dataset = "",
                  .values = {{2000, 10}, {2010, 1000}},
                  .metadata = {}};
    file.metadata.resize(100);
    std::iota(file.metadata.begin(), file.metadata.end(), 1000);
    int in_metadata = 0;
    int in_small_dataset = 0;
    for (std::int64_t index = 0; index < 200; ++index) {
        const std::string bytes = damaged(file, 1, index);
        CHECK(bytes != file.bytes);
        CHECK(bytes == damaged(file, 1, index));
        CHECK(bytes != damaged(file, 2, index));
        CHECK(bytes != damaged(file, 1, index + 1));
        const auto is_hit = [&](std::size_t begin, std::size_t size) {
            return bytes.size() == 5000 && bytes.substr(begin, size) != std::string(size, '.');
        };
        in_metadata += is_hit(1000, 100);
        in_small_dataset += is_hit(2000, 10);
    }
    CHECK(in_metadata > 60);  // 2 % of the bytes
    CHECK(in_small_dataset > 15);
}

}  // namespace
}  // namespace lloyd::test
