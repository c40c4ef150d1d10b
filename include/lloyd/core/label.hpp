#pragma once

#include <cstdint>

namespace lloyd {

/// The label of a row that has none yet, or whose nearest centre is not certain. Labels count clusters from 0.
inline constexpr std::int32_t no_cluster = -1;

}  // namespace lloyd
