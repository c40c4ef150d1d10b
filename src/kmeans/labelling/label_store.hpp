#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/exact/transfer_limbs.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

namespace lloyd {

/// The labels of every restart for every row of a rank: one for a tile whose rows agree, else one for each row, in as
/// few bytes as k allows. No row has a label at first.
class LabelStore {
public:
    /// Bytes a label takes: one value of the type is kept for "no label yet".
    static int bytes_per_label(int n_clusters) {
        return n_clusters <= std::numeric_limits<std::uint8_t>::max()    ? 1
               : n_clusters <= std::numeric_limits<std::uint16_t>::max() ? 2
                                                                         : 4;
    }

    /// Of memory, for one restart.
    static std::int64_t bytes(std::int64_t slots, std::int64_t tiles, int n_clusters) {
        return slots * bytes_per_label(n_clusters) +
               tiles * static_cast<std::int64_t>(sizeof(std::byte*) + sizeof(std::int32_t));
    }

    /// Of a tile whose rows differ.
    static constexpr std::int32_t mixed = -2;

    /// No more than `slots` rows, padding included, in all tiles.
    LabelStore(std::int64_t slots, std::int64_t tiles, int n_init, int n_clusters)
        : tiles_(tiles),
          width_(bytes_per_label(n_clusters)),
          bytes_(static_cast<std::size_t>(slots * n_init * width_)),
          used_(std::make_unique<std::atomic<std::int64_t>>(0)),
          rows_(static_cast<std::size_t>(tiles * n_init), nullptr),
          tile_labels_(static_cast<std::size_t>(tiles * n_init), no_cluster) {}

    /// The label that all rows of a tile have, or `mixed`: then each row has its own.
    std::int32_t tile_label(int restart, std::int64_t tile) const { return tile_labels_[index(restart, tile)]; }
    /// All rows of a tile have this label now.
    void set_tile(int restart, std::int64_t tile, std::int32_t label) { tile_labels_[index(restart, tile)] = label; }

    /// Gives each of a tile's rows a label of its own; writes those that changed to `relabelled` (room for count) and
    /// returns how many they are. One thread a tile.
    int exchange(int restart, std::int64_t tile, const std::int32_t* labels, int count, Relabel* relabelled) {
        std::byte*& rows = rows_[index(restart, tile)];
        if (rows == nullptr) rows = bytes_.data() + used_->fetch_add(count * std::int64_t{width_});
        std::int32_t& common = tile_labels_[index(restart, tile)];
        if (common != mixed)
            for (int i = 0; i < count; ++i)
                std::memcpy(rows + std::ptrdiff_t{i} * width_, &common, static_cast<std::size_t>(width_));
        common = mixed;
        switch (width_) {
            case 1:
                return exchange_as<std::uint8_t>(rows, labels, count, relabelled);
            case 2:
                return exchange_as<std::uint16_t>(rows, labels, count, relabelled);
            default:
                return exchange_as<std::uint32_t>(rows, labels, count, relabelled);
        }
    }

    /// The labels of a tile's rows, `count` in number.
    void copy(int restart, std::int64_t tile, int count, std::int32_t* labels) const {
        const std::byte* const rows = rows_[index(restart, tile)];
        const std::int32_t common = tile_label(restart, tile);
        if (common != mixed) {
            std::fill_n(labels, count, common);
            return;
        }
        switch (width_) {
            case 1:
                return copy_as<std::uint8_t>(rows, labels, count);
            case 2:
                return copy_as<std::uint16_t>(rows, labels, count);
            default:
                return copy_as<std::uint32_t>(rows, labels, count);
        }
    }

    /// Of one row of a mixed tile.
    std::int32_t get(int restart, std::int64_t tile, int row) const {
        std::uint32_t label = 0;  // little-endian, as all targets are
        std::memcpy(&label, rows_[index(restart, tile)] + std::ptrdiff_t{row} * width_,
                    static_cast<std::size_t>(width_));
        return static_cast<std::int32_t>(label);
    }

private:
    std::size_t index(int restart, std::int64_t tile) const {
        return static_cast<std::size_t>(restart * tiles_ + tile);
    }

    template <class Label>
    static void copy_as(const std::byte* bytes, std::int32_t* labels, int count) {
        const auto* const stored = reinterpret_cast<const Label*>(bytes);
        for (int i = 0; i < count; ++i) labels[i] = static_cast<std::int32_t>(stored[i]);
    }

    /// Most labels stay: as many as fill a vector are compared at once.
    template <class Label>
    static int exchange_as(std::byte* bytes, const std::int32_t* labels, int count, Relabel* relabelled) {
        constexpr int piece = 32;
        auto* const stored = reinterpret_cast<Label*>(bytes);
        int changed = 0;
        int i = 0;
        for (; i + piece <= count; i += piece) {
            // Lengths are constants, so that neither loop nor comparison is a call.
            std::array<Label, piece> fresh;
            for (int j = 0; j < piece; ++j) fresh[static_cast<std::size_t>(j)] = static_cast<Label>(labels[i + j]);
            if (std::memcmp(fresh.data(), stored + i, sizeof(fresh)) == 0) continue;
            for (int j = i; j < i + piece; ++j) exchange_one(stored[j], labels[j], j, relabelled, changed);
        }
        for (; i < count; ++i) exchange_one(stored[i], labels[i], i, relabelled, changed);
        return changed;
    }

    template <class Label>
    static void exchange_one(Label& stored, std::int32_t label, int row, Relabel* relabelled, int& changed) {
        if (stored == static_cast<Label>(label)) return;
        const bool is_first = stored == std::numeric_limits<Label>::max();
        relabelled[changed++] = {row, is_first ? no_cluster : static_cast<std::int32_t>(stored), label};
        stored = static_cast<Label>(label);
    }

    std::int64_t tiles_;
    int width_;
    Buffer<std::byte> bytes_;  ///< handed out as tiles become mixed, so that most is never touched
    std::unique_ptr<std::atomic<std::int64_t>> used_;
    std::vector<std::byte*> rows_;           ///< [restart][tile]
    std::vector<std::int32_t> tile_labels_;  ///< [restart][tile]
};

}  // namespace lloyd
