#pragma once

#include "lloyd/parallel/communicator.hpp"
#include "lloyd/parallel/team.hpp"

namespace lloyd {

/// Where a computation runs: these ranks, and this many threads on each.
struct Context {
    Communicator comm;
    Team team;
};

}  // namespace lloyd
