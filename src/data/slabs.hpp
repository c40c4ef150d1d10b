#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/data/shard.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace lloyd {

/// Memory that slabs of rows take turns in: all of a workspace that has room for a tile, else one slab of its own. Slabs are whole
/// tiles, so that threads never share one.
template <class T>
class Slabs {
public:
    Slabs(std::int64_t rows, int features, std::span<std::byte> workspace) : features_(features) {
        const std::int64_t row_bytes = features * static_cast<std::int64_t>(sizeof(T));
        const std::int64_t tile_bytes = rows_per_tile<T>(features) * row_bytes;
        const auto given = std::min(static_cast<std::int64_t>(workspace.size()), rows * row_bytes);
        const std::int64_t count = std::max<std::int64_t>((given + slab_bytes - 1) / slab_bytes, 1);
        const bool fits = given / count >= tile_bytes;
        const std::int64_t bytes = fits ? given / count : std::min(slab_bytes, rows * row_bytes);
        rows_ = std::max<std::int64_t>(bytes / tile_bytes, 1) * rows_per_tile<T>(features);
        if (!fits) own_ = Buffer<T>(static_cast<std::size_t>(rows_ * features));
        T* const begin = fits ? reinterpret_cast<T*>(workspace.data()) : own_.data();
        memory_ = {begin, static_cast<std::size_t>((fits ? count : 1) * rows_ * features)};
    }

    /// Of one slab, at most.
    std::int64_t rows() const { return rows_; }
    /// Of all slabs.
    std::span<T> memory() const { return memory_; }
    /// Where the next slab is to be.
    T* next() {
        const auto size = static_cast<std::size_t>(rows_ * features_);
        T* const slab = memory_.data() + used_;
        used_ = (used_ + size) % memory_.size();
        return slab;
    }

private:
    int features_;
    std::int64_t rows_ = 0;
    Buffer<T> own_;
    std::span<T> memory_;
    std::size_t used_ = 0;
};

}  // namespace lloyd
