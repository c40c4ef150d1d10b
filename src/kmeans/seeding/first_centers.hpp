#pragma once

#include "lloyd/data/prepared_rows.hpp"
#include "lloyd/kmeans/observer.hpp"
#include "lloyd/kmeans/options.hpp"
#include "lloyd/parallel/context.hpp"

#include <cstdint>
#include <vector>

namespace lloyd {

/// How a seeding went.
struct SeedingOutcome {
    bool is_to_end = false;         ///< the fit was asked to: some restarts may lack centres
    std::int64_t scored_pairs = 0;  ///< rows times candidates that this rank scored
};

/// Collective. Gives every restart the first centres that it lacks, by k-means++, k-means|| or as random rows. They are
/// a function of the seed, the restart and the rows in global order only: it does not matter which ones were there, if
/// they are of the same function.
template <class T>
SeedingOutcome choose_first_centers(const Context& context, const Shard<T>& shard, const PreparedRows<T>& rows,
                                    const FitOptions& options, const FitObserver<T>& observer,
                                    std::vector<Restart<T>>& restarts);

}  // namespace lloyd
