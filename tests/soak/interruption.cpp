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
    if (number(random, 0, 1) == 0) {
        max_time = fmt::format("{}s", 0.001 * number(random, 1, 600));
        return;
    }
    signal = one_of(random, std::array{"KILL", "KILL", "TERM", "INT", "USR1"});
    rank_hit = number(random, -1, ranks - 1);
    delay_seconds = fmt::format("{}", 0.001 * number(random, 50, 1200));
}

ProcessOutcome Interruption::run(const Arguments& fit) const {
    Arguments arguments =
        joined(fit, {"--threads", std::to_string(threads), "--checkpoint-every", checkpoint_every, "--quiet"});
    std::string rank_script = "exec \"$@\"";
    if (max_time.empty()) {
        const std::string is_hit =
            rank_hit < 0 ? "true" : "[ " + rank_in_shell + " = " + std::to_string(rank_hit) + " ]";
        rank_script = "if " + is_hit + "; then (sleep " + delay_seconds + "; kill -" + signal +
                      " $$) > /dev/null 2>&1 & fi; exec \"$@\"";
    } else {
        arguments = joined(arguments, {"--max-time", max_time});
    }
    // The launcher under a watch: mpiexec was seen to wait for ever when ranks are killed while MPI starts (Open MPI 4.1.4). Ranks
    // that handle SIGUSR1 are past that.
    const std::string watch = fmt::format(
        "\"$@\" & launcher=$!; for i in $(seq 600); do kill -0 $launcher 2> /dev/null || break; sleep 0.1; done; "
        "kill -0 $launcher 2> /dev/null || {{ wait $launcher; exit $?; }}; code={}; "
        "ranks=$(cat /proc/$launcher/task/$launcher/children); for rank in $ranks; do "
        "handled=$(sed -n 's/^SigCgt:.//p' /proc/$rank/status); [ $((0x${{handled:-0}} & 0x200)) != 0 ] && code={}; "
        "done; kill -9 $ranks $launcher; exit $code",
        launcher_hung, ranks_hung);
    constexpr int longer_than_the_watch = 120;
    const Arguments watched = joined({"bash", "-c", watch, "watch"}, as_ranks(ranks, longer_than_the_watch));
    return start(joined(joined(watched, {"sh", "-c", rank_script, "rank", LLOYD_EXECUTABLE}), arguments));
}

std::string Interruption::text() const {
    const std::string how = !max_time.empty()
                                ? "--max-time " + max_time
                                : fmt::format("SIG{} to {} after {} s", signal,
                                              rank_hit < 0 ? "all" : "rank " + std::to_string(rank_hit), delay_seconds);
    return fmt::format("{} x {}, {}", ranks, threads, how);
}

}  // namespace lloyd::test
