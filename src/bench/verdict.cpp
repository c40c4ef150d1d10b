#include "lloyd/bench/loss.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace lloyd {

namespace {

struct Words {
    const char* name;
    const char* advice;
};

/// In the order of Cause.
constexpr std::array words{
    Words{"machine", "no program can do better on these cores"},
    Words{"memory", "more nodes have more memory bandwidth"},
    Words{"no CPU", "leave each thread a core of its own, and the machine to this job"},
    Words{"more work", "fewer ranks, each with more threads"},
    Words{"kernel", "longer fits make it less: it is the price of memory that is new"},
    Words{"alone", "more rows, or fewer threads a rank"},
    Words{"uneven", "more rows, or fewer threads a rank"},
    Words{"waiting", "look at what else that rank's cores do"},
    Words{"messages", "fewer ranks, each with more threads"},
    Words{"launching", "longer fits make it less; it is no part of training"},
    Words{"rest", "repeat it on a machine that does nothing else"},
};

}  // namespace

std::string name_of(Cause cause) { return words[static_cast<std::size_t>(cause)].name; }

std::vector<std::string> verdict(const Loss& loss) {
    constexpr std::size_t most_lines = 3;
    constexpr double least_share = 0.05;
    std::vector<CauseOfLoss> causes = loss.causes;
    std::ranges::stable_sort(causes, std::greater(), &CauseOfLoss::seconds);
    std::vector<std::string> lines;
    for (const auto& [cause, seconds, figure] : causes) {
        if (lines.size() == most_lines || seconds <= least_share * loss.seconds || seconds <= 0) break;
        lines.push_back(fmt::format("{}, {:.3f} core-s: {} ({})", name_of(cause), seconds, figure,
                                    words[static_cast<std::size_t>(cause)].advice));
    }
    return lines;
}

}  // namespace lloyd
