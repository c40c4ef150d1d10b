#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/kernels.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace lloyd {

/// The labels of every restart for every row of a rank: one for a tile whose rows agree, else one for each row, in as few
/// bytes as k allows. No row has a label at first.
class LabelStore {
public:
    /// Bytes a label takes: one value of the type is kept for "no label yet".
    static int bytes_per_label(int n_clusters) {
        return n_clusters <= std::numeric_limits<std::uint8_t>::max()    ? 1
               : n_clusters <= std::numeric_limits<std::uint16_t>::max() ? 2
                                                                         : 4;
    }

    /// Of a tile whose rows differ.
    static constexpr std::int32_t mixed = -2;

    LabelStore(std::int64_t slots, std::int64_t tiles, int n_init, int n_clusters)
        : slots_(slots),
          tiles_(tiles),
          width_(bytes_per_label(n_clusters)),
          bytes_(static_cast<std::size_t>(slots * n_init * width_)),
          of_tiles_(static_cast<std::size_t>(tiles * n_init), no_cluster) {}

    /// The label that all rows of a tile have, or `mixed`: then each row's own counts.
    std::int32_t& of_tile(int restart, std::int64_t tile) {
        return of_tiles_[static_cast<std::size_t>(restart * tiles_ + tile)];
    }
    std::int32_t of_tile(int restart, std::int64_t tile) const {
        return of_tiles_[static_cast<std::size_t>(restart * tiles_ + tile)];
    }

    /// Gives every row a label of its own, all the same (no_cluster: none).
    void fill(int restart, std::int64_t first_slot, int count, std::int32_t label) {
        for (int i = 0; i < count; ++i)
            std::memcpy(at(restart, first_slot + i), &label, static_cast<std::size_t>(width_));
    }

    /// Replaces the rows' own labels, `count` from a slot on; writes those that changed to `moves`
    /// (room for count, rows counted from the first) and returns how many they are.
    int exchange(int restart, std::int64_t first, const std::int32_t* labels, int count, Move* moves) {
        switch (width_) {
            case 1:
                return exchange_as<std::uint8_t>(at(restart, first), labels, count, moves);
            case 2:
                return exchange_as<std::uint16_t>(at(restart, first), labels, count, moves);
            default:
                return exchange_as<std::uint32_t>(at(restart, first), labels, count, moves);
        }
    }

    /// Rows' own labels, `count` from a slot on.
    void copy(int restart, std::int64_t first, int count, std::int32_t* labels) const {
        switch (width_) {
            case 1:
                return copy_as<std::uint8_t>(at(restart, first), labels, count);
            case 2:
                return copy_as<std::uint16_t>(at(restart, first), labels, count);
            default:
                return copy_as<std::uint32_t>(at(restart, first), labels, count);
        }
    }

    /// A row's own label.
    std::int32_t get(int restart, std::int64_t slot) const {
        std::uint32_t label = 0;  // little-endian, as all targets are
        std::memcpy(&label, at(restart, slot), static_cast<std::size_t>(width_));
        return static_cast<std::int32_t>(label);
    }

private:
    std::byte* at(int restart, std::int64_t slot) { return bytes_.data() + (restart * slots_ + slot) * width_; }
    const std::byte* at(int restart, std::int64_t slot) const {
        return bytes_.data() + (restart * slots_ + slot) * width_;
    }

    template <class Label>
    static void copy_as(const std::byte* bytes, std::int32_t* labels, int count) {
        const auto* const stored = reinterpret_cast<const Label*>(bytes);
        for (int i = 0; i < count; ++i) labels[i] = static_cast<std::int32_t>(stored[i]);
    }

    /// Most labels stay: as many as fill a vector are compared at once.
    template <class Label>
    static int exchange_as(std::byte* bytes, const std::int32_t* labels, int count, Move* moves) {
        constexpr int piece = 32;
        auto* const stored = reinterpret_cast<Label*>(bytes);
        int moved = 0;
        int i = 0;
        for (; i + piece <= count; i += piece) {
            // Lengths are constants, so that neither loop nor comparison is a call.
            std::array<Label, piece> fresh;
            for (int j = 0; j < piece; ++j) fresh[static_cast<std::size_t>(j)] = static_cast<Label>(labels[i + j]);
            if (std::memcmp(fresh.data(), stored + i, sizeof(fresh)) == 0) continue;
            for (int j = i; j < i + piece; ++j) exchange_one(stored[j], labels[j], j, moves, moved);
        }
        for (; i < count; ++i) exchange_one(stored[i], labels[i], i, moves, moved);
        return moved;
    }

    template <class Label>
    static void exchange_one(Label& stored, std::int32_t label, int row, Move* moves, int& moved) {
        if (stored == static_cast<Label>(label)) return;
        const bool is_first = stored == std::numeric_limits<Label>::max();
        moves[moved++] = {row, is_first ? no_cluster : static_cast<std::int32_t>(stored), label};
        stored = static_cast<Label>(label);
    }

    std::int64_t slots_;
    std::int64_t tiles_;
    int width_;
    Buffer<std::byte> bytes_;             ///< [restart][slot]
    std::vector<std::int32_t> of_tiles_;  ///< [restart][tile]
};

}  // namespace lloyd
