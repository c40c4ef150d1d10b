#pragma once

#include "lloyd/core/fixed_point.hpp"
#include "lloyd/parallel/communicator.hpp"

#include <span>
#include <vector>

namespace lloyd {

/// Collective. Element-wise exact sums over ranks, in place.
inline void all_sum(const Communicator& comm, std::span<Limbs> sums) {
    static_assert(sizeof(Limbs) == 2 * sizeof(std::int64_t));
    comm.sum({reinterpret_cast<std::int64_t*>(sums.data()), 2 * sums.size()});
}

/// Collective. Element-wise exact sums over threads and ranks.
inline std::vector<Limbs> all_sum(const Communicator& comm, const std::vector<std::vector<Limbs>>& by_thread) {
    std::vector<Limbs> sums = by_thread.front();
    for (std::size_t thread = 1; thread < by_thread.size(); ++thread)
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += by_thread[thread][i];
    all_sum(comm, std::span(sums));
    return sums;
}

}  // namespace lloyd
