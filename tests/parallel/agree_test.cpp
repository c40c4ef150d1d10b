#include "lloyd/parallel/agree.hpp"

#include "lloyd/base/buffer.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <new>
#include <stdexcept>

using namespace lloyd;
using lloyd::test::world;

namespace {

/// What agree throws for a step, and that all ranks saw the same.
Error error_of(const std::function<void()>& step) {
    try {
        agree(world(), step);
    } catch (const Error& error) {
        const auto texts = world().all_gather(std::string(error.what()));
        CHECK(texts == std::vector<std::string>(static_cast<std::size_t>(world().size()), error.what()));
        return error;
    }
    return {ExitCode::done, "no error"};
}

void fail_here() { fail(ExitCode::io, "rank {} cannot read", world().rank()); }

}  // namespace

TEST_CASE("every rank gets its own result when none throws", "[agree]") {
    CHECK(agree(world(), [] { return 100 + world().rank(); }) == 100 + world().rank());
    int calls = 0;
    agree(world(), [&] { ++calls; });
    CHECK(calls == 1);
}

TEST_CASE("results that can only be moved come through", "[agree]") {
    const Buffer<int> buffer = agree(world(), [] { return Buffer<int>(3); });
    CHECK(buffer.size() == 3);
}

TEST_CASE("the error of any one rank is thrown on all, with its code", "[agree]") {
    for (int culprit = 0; culprit < world().size(); ++culprit) {
        const Error error = error_of([&] {
            if (world().rank() == culprit) fail_here();
        });
        CHECK(error.code() == ExitCode::io);
        CHECK(error.what() == fmt::format("rank {} cannot read", culprit));
    }
}

TEST_CASE("of several errors the lowest rank's is thrown on all", "[agree]") {
    for (int lowest = 0; lowest < world().size(); ++lowest) {
        const Error error = error_of([&] {
            if (world().rank() == lowest) fail(ExitCode::data, "the first");
            if (world().rank() > lowest) fail_here();
        });
        CHECK(error.code() == ExitCode::data);
        CHECK(error.what() == std::string("the first"));
    }
}

TEST_CASE("errors of other types keep their text and end in exit code 70", "[agree]") {
    const auto on_last_rank = [](const std::function<void()>& raise) {
        return error_of([&] {
            if (world().rank() == world().size() - 1) raise();
        });
    };
    const Error standard = on_last_rank([] { throw std::out_of_range("index 7"); });
    CHECK(standard.code() == ExitCode::software);
    CHECK(standard.what() == std::string("index 7"));

    const Error memory = on_last_rank([] { throw std::bad_alloc(); });
    CHECK(memory.code() == ExitCode::software);
    CHECK(std::string(memory.what()).find("out of memory") == 0);

    const Error unknown = on_last_rank([] { throw 42; });
    CHECK(unknown.code() == ExitCode::software);
}

TEST_CASE("the ranks still meet after an error", "[agree]") {
    CHECK(error_of(fail_here).what() == std::string("rank 0 cannot read"));
    std::array<std::int64_t, 1> ranks{1};
    world().sum(ranks);
    CHECK(ranks[0] == world().size());
}
