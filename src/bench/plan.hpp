#pragma once

#include "bench/machine.hpp"
#include "lloyd/bench/bench.hpp"

#include <string>

namespace lloyd {

/// The plan for a machine that is described. Does not look at anything else, but for the date, which it leaves empty.
BenchPlan plan_for(const Machine& machine, const BenchOptions& options, const std::string& executable);

}  // namespace lloyd
