#pragma once

#include <cstdint>

namespace lloyd {

/// Global rows [begin, end).
struct RowRange {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t count() const { return end - begin; }
    friend bool operator==(const RowRange&, const RowRange&) = default;
};

/// The rows of one rank: contiguous, in rank order, counts that differ by one at most.
/// Ranks may outnumber rows; some ranges are then empty.
constexpr RowRange shard_range(std::int64_t rows, int rank, int ranks) {
    const std::int64_t share = rows / ranks;
    const std::int64_t rest = rows % ranks;
    const std::int64_t begin = rank * share + (rank < rest ? rank : rest);
    return {begin, begin + share + (rank < rest ? 1 : 0)};
}

}  // namespace lloyd
