#pragma once

#include "lloyd/parallel/communicator.hpp"

namespace lloyd::test {

/// All ranks the test was started with; one when it runs alone.
const Communicator& world();

}  // namespace lloyd::test
