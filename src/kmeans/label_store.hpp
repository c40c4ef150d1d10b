#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/kernels.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>

namespace lloyd {

/// The labels of every restart for every row of a rank, in as few bytes as k allows. No row has a
/// label at first.
class LabelStore {
public:
    /// Bytes a label takes: one value of the type is kept for "no label yet".
    static int bytes_per_label(int n_clusters) {
        return n_clusters <= std::numeric_limits<std::uint8_t>::max()    ? 1
               : n_clusters <= std::numeric_limits<std::uint16_t>::max() ? 2
                                                                         : 4;
    }

    LabelStore(std::int64_t rows, int n_init, int n_clusters)
        : rows_(rows), width_(bytes_per_label(n_clusters)), bytes_(static_cast<std::size_t>(rows * n_init * width_)) {}

    /// Forgets the labels of `count` rows from `first` on.
    void clear(int restart, std::int64_t first, int count) {
        std::memset(at(restart, first), 0xff, static_cast<std::size_t>(count) * static_cast<std::size_t>(width_));
    }

    /// Replaces the labels of `count` rows from `first` on; writes those that changed to `moves`
    /// (room for count, rows counted from first) and returns how many they are.
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

    std::int32_t get(int restart, std::int64_t row) const {
        std::uint32_t label = 0;  // little-endian, as all targets are
        std::memcpy(&label, bytes_.data() + (restart * rows_ + row) * width_, static_cast<std::size_t>(width_));
        return static_cast<std::int32_t>(label);
    }

private:
    std::byte* at(int restart, std::int64_t row) { return bytes_.data() + (restart * rows_ + row) * width_; }

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

    std::int64_t rows_;
    int width_;
    Buffer<std::byte> bytes_;
};

}  // namespace lloyd
