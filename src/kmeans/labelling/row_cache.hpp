#pragma once

#include "lloyd/base/buffer.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <vector>

namespace lloyd {

/// Copies of rows that are asked for one by one in sweep after sweep. In a tile a row's values are cache lines apart,
/// so that a few rows of each tile cost as much memory traffic as all; here they lie next to each other. An eighth of
/// the rows has room, and only once no more than so many were asked for in a sweep. Threads may ask at once, for rows
/// of different tiles.
template <class T>
class RowCache {
public:
    static std::int64_t bytes(std::int64_t slots, int features) {
        return slots * 4 + room(slots) * features * static_cast<std::int64_t>(sizeof(T));
    }

    /// No slots: nothing is kept.
    RowCache(std::int64_t slots, int features)
        : features_(features),
          room_(room(slots)),
          values_(static_cast<std::size_t>(room_ * features)),
          places_(static_cast<std::size_t>(slots)) {}

    /// One row's values, here or in `room`, where copy(out) puts them. slot: the row's own.
    template <class Copy>
    const T* row(std::int64_t slot, T* room, const Copy& copy) {
        const auto in_room = [&] {
            copy(room);
            return room;
        };
        if (room_ == 0) return in_room();
        asked_.fetch_add(1, std::memory_order_relaxed);
        std::uint32_t& place = places_[static_cast<std::size_t>(slot)];
        if (place == 0) {
            if (!admits_) return in_room();
            const std::int64_t next = used_.fetch_add(1, std::memory_order_relaxed);
            if (next >= room_) return in_room();
            copy(values_.data() + next * features_);
            place = static_cast<std::uint32_t>(next + 1);
        }
        return values_.data() + (std::int64_t{place} - 1) * features_;
    }

    /// No thread is asking.
    void end_sweep() {
        admits_ = asked_ <= room_ && used_ < room_;
        asked_ = 0;
    }

private:
    static std::int64_t room(std::int64_t slots) {
        return std::min<std::int64_t>(slots / 8, (std::int64_t{1} << 32) - 2);
    }

    int features_;
    std::int64_t room_;
    Buffer<T> values_;                   ///< [place][feature]
    std::vector<std::uint32_t> places_;  ///< of each slot, plus one; 0: not here
    std::atomic<std::int64_t> used_{0};
    std::atomic<std::int64_t> asked_{0};
    bool admits_ = false;
};

}  // namespace lloyd
