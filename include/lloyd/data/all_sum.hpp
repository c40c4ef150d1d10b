#pragma once

#include "lloyd/core/exact/fixed_point.hpp"
#include "lloyd/parallel/communicator.hpp"

#include <span>
#include <vector>

namespace lloyd {

/// Collective. Element-wise exact sums over ranks.
inline std::vector<Limbs> all_sum(const Communicator& comm, std::vector<Limbs> mine) {
    static_assert(sizeof(Limbs) == 2 * sizeof(std::int64_t));
    comm.sum({reinterpret_cast<std::int64_t*>(mine.data()), 2 * mine.size()});
    return mine;
}

}  // namespace lloyd
