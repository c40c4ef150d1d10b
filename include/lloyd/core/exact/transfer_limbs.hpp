#pragma once

#include "lloyd/core/exact/sums.hpp"
#include "lloyd/core/label.hpp"

#include <cstdint>
#include <span>

namespace lloyd {

/// A row of a tile that changed its label.
struct Relabel {
    std::int32_t row;
    std::int32_t from;  ///< no_cluster when it had none
    std::int32_t to;
};

/// Takes rows from one cluster's exact sum to another's. relabelled: in ascending rows; sums:
/// [cluster][limb_stride(features)] limbs.
template <class T>
void transfer_limbs(const TileView<T>& tile, std::span<const FixedPoint> scales, std::span<const Relabel> relabelled,
                    std::int64_t* sums);

}  // namespace lloyd
