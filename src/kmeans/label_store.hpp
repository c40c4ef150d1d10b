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

    /// Most labels stay: a few dozen are compared at once.
    template <class Label>
    static int exchange_as(std::byte* bytes, const std::int32_t* labels, int count, Move* moves) {
        constexpr int piece = 32;
        auto* const stored = reinterpret_cast<Label*>(bytes);
        int moved = 0;
        for (int begin = 0; begin < count; begin += piece) {
            const int size = std::min(piece, count - begin);
            std::array<Label, piece> fresh;
            for (int i = 0; i < size; ++i) fresh[static_cast<std::size_t>(i)] = static_cast<Label>(labels[begin + i]);
            if (std::memcmp(fresh.data(), stored + begin, static_cast<std::size_t>(size) * sizeof(Label)) == 0)
                continue;
            for (int i = begin; i < begin + size; ++i) {
                const Label label = fresh[static_cast<std::size_t>(i - begin)];
                if (label == stored[i]) continue;
                const bool is_first = stored[i] == std::numeric_limits<Label>::max();
                moves[moved++] = {i, is_first ? no_cluster : static_cast<std::int32_t>(stored[i]), labels[i]};
                stored[i] = label;
            }
        }
        return moved;
    }

    std::int64_t rows_;
    int width_;
    Buffer<std::byte> bytes_;
};

}  // namespace lloyd
