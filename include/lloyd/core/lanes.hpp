#pragma once

#include <cstdint>

namespace lloyd {

/// What the lanes of a vector hold where rows meet centres.
enum class Lanes {
    rows,     ///< one feature of neighbouring rows: no lane is idle, however few features there are
    features  ///< neighbouring features of one row: any rows can be read on their own, but adding up lanes takes time
};

/// Of rows that are rounded to be filtered: for many features and few centres, adding up lanes takes less than it
/// spares.
constexpr Lanes filter_lanes(int features, std::int64_t n_clusters) {
    return features >= 64 && features >= 16 * n_clusters ? Lanes::features : Lanes::rows;
}

}  // namespace lloyd
