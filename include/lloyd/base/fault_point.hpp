#pragma once

#include "lloyd/base/phase.hpp"

namespace lloyd {

/// Called by every rank in the middle of each of its phases, as often as there is a middle. It does nothing: in
/// tests/cli/ there is another one, which fails as it is told to, so that tests see what becomes of the job.
void fault_point(Phase phase, int rank);

}  // namespace lloyd
