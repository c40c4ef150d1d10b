#pragma once

#include "lloyd/bench/report.hpp"

#include <string>
#include <vector>

namespace lloyd {

/// Where core-seconds went that a perfect run would not have taken.
enum class Cause {
    machine,    ///< several busy cores do less than as many times the arithmetic of one
    memory,     ///< and give less memory, in phases that move as much as there is
    no_cpu,     ///< threads had work, but no CPU
    more_work,  ///< more distances than in the base case
    kernel,     ///< clearing new pages, mostly
    alone,      ///< one thread at work, the others of its rank waiting
    uneven,     ///< threads waiting for the slowest of their rank
    waiting,    ///< ranks waiting for the slowest
    messages,   ///< messages themselves
    launching,  ///< starting, ending, and all else that is in no phase
    rest,       ///< what none of these tells
};
std::string name_of(Cause cause);

struct CauseOfLoss {
    Cause cause;
    double seconds = 0;  ///< of cores; negative where the base case lost more
    std::string figure;  ///< what supports it
};

/// Of the whole process, as the POP project (pop-coe.eu) defines them; the last is Karp and Flatt's (1990).
struct Efficiencies {
    double parallel = 1;  ///< work / (cores x time) = load_balance x communication
    double load_balance = 1;
    double communication = 1;
    double computation_scaling = 1;  ///< work of the base case / work
    double karp_flatt = 0;           ///< serial fraction; 0 for as many cores as the base case has
};

/// cores x time of a run less that of the base case, both of the whole process. The causes add up to it.
struct Loss {
    double seconds = 0;
    std::vector<CauseOfLoss> causes;  ///< every one, in their order
    Efficiencies efficiencies;
};

struct RunOfLayout {
    const Layout& layout;
    const BenchSample& sample;
};

/// rows_bytes: of all rows together.
Loss account_for(const RunOfLayout& run, const RunOfLayout& base, const Control& control, double rows_bytes);

/// Of the run of median time, against that of the base case.
Loss account_for(const BenchReport& report, const LayoutSamples& runs);

/// Three lines at most: the largest causes of at least a twentieth of the loss, each with its figure and what to do.
std::vector<std::string> verdict(const Loss& loss);

}  // namespace lloyd
