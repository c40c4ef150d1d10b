#pragma once

#include "lloyd/base/buffer.hpp"
#include "lloyd/core/bounds/rounding.hpp"
#include "lloyd/data/tiles.hpp"
#include "lloyd/data/workspace.hpp"

#include <cstdint>
#include <vector>

namespace lloyd {

/// A rank's rows less an origin, rounded to 16 bits a value, tile by tile: what filters read in the rows' place.
template <class T>
class RoundedRows {
public:
    /// Room for the rows, in `workspace` if they fit there. Any origin will do; one amid them makes errors small.
    RoundedRows(const Tiles<T>& tiles, std::vector<T> origin, Lanes lanes, Workspace workspace = {});
    /// Any thread, for every tile.
    void round(const TileView<T>& rows, std::int64_t tile, RoundingScratch<T>& scratch);

    const std::vector<T>& origin() const { return origin_; }
    Lanes lanes() const { return lanes_; }
    const RoundedTile& tile(std::int64_t tile) const { return tiles_[static_cast<std::size_t>(tile)]; }

    /// Slots of all tiles, each padded to whole blocks of rounded rows: what an array beside them needs.
    std::int64_t slots() const { return first_slot_.back(); }
    std::int64_t first_slot(std::int64_t tile) const { return first_slot_[static_cast<std::size_t>(tile)]; }

    /// Of rows, less the padding of tiles.
    static std::int64_t bytes(std::int64_t rows, int features, Lanes lanes) {
        return rows * (features * 2 + (lanes == Lanes::features ? 4 : 0));
    }
    /// Of a workspace that has room for `rows` rows in whatever tiles, more than are used.
    static std::int64_t workspace_bytes(std::int64_t rows, int features);

private:
    std::vector<T> origin_;
    Lanes lanes_;
    std::vector<std::int64_t> first_slot_;  ///< of each tile, and one past the last
    Workspace workspace_;
    std::int16_t* integers_ = nullptr;  ///< there
    Buffer<float> middles_;             ///< [tile][feature]
    Buffer<float> norms_;               ///< [slot] where lanes hold features
    std::vector<RoundedTile> tiles_;    ///< views of all that
};

}  // namespace lloyd
