#include "soak/interruption.hpp"

#include <fmt/format.h>

#include <array>

namespace lloyd::test {

namespace {

template <std::size_t n>
std::string one_of(Random& random, const std::array<const char*, n>& texts) {
    return texts[static_cast<std::size_t>(number(random, 0, n - 1))];
}

}  // namespace

Interruption::Interruption(Random& random)
    : ranks(number(random, 1, 4)),
      threads(number(random, 1, 3)),
      checkpoint_every(one_of(random, std::array{"0.001s", "0.02s", "1s"})) {
    if (number(random, 0, 2) == 0) {
        max_time = fmt::format("{}s", 0.001 * number(random, 1, 900));
        return;
    }
    signal = one_of(random, std::array{"KILL", "KILL", "TERM", "INT", "USR1"});
    rank_hit = number(random, -1, ranks - 1);
    delay_seconds = fmt::format("{}", 0.001 * number(random, 50, 1200));
}

ProcessOutcome Interruption::run(const Scene& scene, const Arguments& fit) const {
    Arguments arguments =
        joined(fit, {"--threads", std::to_string(threads), "--checkpoint-every", checkpoint_every, "--quiet"});
    if (!max_time.empty()) return scene.run_on(ranks, joined(arguments, {"--max-time", max_time}));
    const std::string send = "(sleep " + delay_seconds + "; kill -" + signal + " $$) > /dev/null 2>&1 &";
    const std::string is_hit = rank_hit < 0 ? "true" : "[ $OMPI_COMM_WORLD_RANK = " + std::to_string(rank_hit) + " ]";
    return scene.run_by_script(ranks, "if " + is_hit + "; then " + send + " fi; exec \"$@\"", arguments);
}

std::string Interruption::text() const {
    const std::string how = !max_time.empty()
                                ? "--max-time " + max_time
                                : fmt::format("SIG{} to {} after {} s", signal,
                                              rank_hit < 0 ? "all" : "rank " + std::to_string(rank_hit), delay_seconds);
    return fmt::format("{} x {}, {}", ranks, threads, how);
}

}  // namespace lloyd::test
