#pragma once

#include "cli/scene.hpp"
#include "soak/random_case.hpp"

#include <string>

namespace lloyd::test {

/// How one run of a fit is to be disturbed, and on what layout it is run; drawn at random.
struct Interruption {
    explicit Interruption(Random& random);

    int ranks;
    int threads;
    std::string checkpoint_every;
    std::string max_time;  ///< or none
    std::string signal;    ///< to rank_hit, or all ranks where that is below 0; or none
    int rank_hit = -1;
    std::string delay_seconds;  ///< of the signal, after the rank was started

    /// Exit codes of runs that were ended after a minute: mpiexec was left, maybe with ranks in MPI_Init; or ranks at work.
    static constexpr int launcher_hung = 98;
    static constexpr int ranks_hung = 99;

    /// Runs lloyd like that.
    ProcessOutcome run(const Arguments& fit) const;
    std::string text() const;
};

}  // namespace lloyd::test
