#pragma once

#include "lloyd/bench/report.hpp"

#include <string>

namespace lloyd::test {

/// What `lloyd fit --json` prints, of a made-up fit with this training time and inertia.
std::string fit_json(double training_seconds, double inertia);

/// A comparison of two layouts over three rounds: the base trains in 4, 6 and 5 s, two threads in 2, 4 and 2.5 s.
BenchReport made_up_report();

}  // namespace lloyd::test
