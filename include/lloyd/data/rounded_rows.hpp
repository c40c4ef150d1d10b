#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/rounded_tile.hpp"
#include "lloyd/data/tiles.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// A rank's rows less an origin, rounded to 16 bits a value, tile by tile: what filters read in the rows' place.
template <class T>
class RoundedRows {
public:
    /// Room for the rows, in `workspace` if they fit there. Any origin will do; one amid them makes errors small.
    RoundedRows(const Tiles<T>& tiles, std::vector<T> origin, Lanes lanes, std::span<std::byte> workspace = {});
    /// Any thread, for every tile.
    void round(const TileView<T>& rows, std::int64_t tile);

    const std::vector<T>& origin() const { return origin_; }
    Lanes lanes() const { return lanes_; }
    const RoundedTile& tile(std::int64_t tile) const { return tiles_[static_cast<std::size_t>(tile)]; }

    /// Slots of all tiles, each padded to whole blocks of rounded rows: what an array beside them needs.
    std::int64_t slots() const { return first_slot_.back(); }
    std::int64_t first_slot(std::int64_t tile) const { return first_slot_[static_cast<std::size_t>(tile)]; }

    static std::int64_t bytes(std::int64_t rows, int features, Lanes lanes) {
        return rows * (features * 2 + (lanes == Lanes::features ? 4 : 0));
    }

private:
    std::vector<T> origin_;
    Lanes lanes_;
    std::vector<std::int64_t> first_slot_;  ///< of each tile, and one past the last
    Buffer<std::int16_t> own_;              ///< what does not fit the workspace
    std::int16_t* integers_ = nullptr;
    Buffer<float> middles_;           ///< [tile][feature]
    Buffer<float> norms_;             ///< [slot] where lanes hold features
    std::vector<RoundedTile> tiles_;  ///< views of all that
};

}  // namespace lloyd
