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

/// One of `parts` contiguous parts of `count` rows, whose counts differ by one at most: what a rank holds of a data
/// set, or a thread does of an array. Parts may outnumber rows; some are then empty.
constexpr RowRange part_of(std::int64_t count, int part, int parts) {
    const std::int64_t share = count / parts;
    const std::int64_t rest = count % parts;
    const std::int64_t begin = part * share + (part < rest ? part : rest);
    return {begin, begin + share + (part < rest ? 1 : 0)};
}

}  // namespace lloyd
