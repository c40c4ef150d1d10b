#pragma once

#include "lloyd/data/column_statistics.hpp"
#include "lloyd/data/rounded_rows.hpp"
#include "lloyd/data/shard.hpp"
#include "lloyd/data/tile_summaries.hpp"

namespace lloyd {

/// What stands for a rank's rows where they need not be read, and what the whole data set looks like.
template <class T>
struct PreparedRows {
    ColumnStatistics statistics;
    TileSummaries summaries;  ///< only for rows in spatial order
    RoundedRows<T> rounded;   ///< less the mean
};

/// Collective. Rounded rows go to the shard's workspace if they fit there.
/// Throws Error(data) when squared distances within the data's bounds overflow T.
template <class T>
PreparedRows<T> prepare_rows(const Context& context, const Shard<T>& shard, Lanes lanes);

}  // namespace lloyd
