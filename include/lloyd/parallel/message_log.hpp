#pragma once

#include "lloyd/base/phase.hpp"
#include "lloyd/base/stopwatch.hpp"

#include <optional>
#include <vector>

namespace lloyd {

/// How long each collective call of a rank took, with the wait for slower ranks. All ranks make the same calls.
struct MessageLog {
    struct Call {
        double seconds = 0;
        std::optional<Phase> phase;  ///< what it was part of, once TimeUseWatch has told
    };

    std::vector<Call> calls;

    /// call(), timed.
    template <class Function>
    void time(Function&& call) {
        const Stopwatch watch;
        call();
        calls.push_back({watch.seconds(), {}});
    }
};

}  // namespace lloyd
