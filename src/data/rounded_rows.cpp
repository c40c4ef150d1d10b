#include "lloyd/data/rounded_rows.hpp"

#include <utility>

namespace lloyd {

template <class T>
RoundedRows<T>::RoundedRows(const Tiles<T>& tiles, std::vector<T> origin, Lanes lanes, Workspace workspace)
    : origin_(std::move(origin)),
      lanes_(lanes),
      first_slot_{0},
      workspace_(std::move(workspace)),
      tiles_(static_cast<std::size_t>(tiles.count())) {
    const std::int64_t features = tiles.features();
    for (std::int64_t i = 0; i < tiles.count(); ++i)
        first_slot_.push_back(first_slot_.back() + padded_rows<std::int16_t>(tiles.tile(i).rows));
    const std::int64_t needed = slots() * features * static_cast<std::int64_t>(sizeof(std::int16_t));
    if (std::ssize(workspace_.bytes()) < needed) workspace_ = Workspace(needed);
    integers_ = reinterpret_cast<std::int16_t*>(workspace_.bytes().data());
    middles_ = Buffer<float>(static_cast<std::size_t>(tiles.count() * features));
    norms_ = Buffer<float>(lanes == Lanes::features ? static_cast<std::size_t>(slots()) : 0);
}

template <class T>
void RoundedRows<T>::round(const TileView<T>& rows, std::int64_t tile, RoundingScratch<T>& scratch) {
    tiles_[static_cast<std::size_t>(tile)] =
        round_tile(rows, origin_.data(),
                   {lanes_, integers_ + first_slot(tile) * rows.features, middles_.data() + tile * rows.features,
                    norms_.data() + (lanes_ == Lanes::features ? first_slot(tile) : 0)},
                   scratch);
}

template <class T>
std::int64_t RoundedRows<T>::workspace_bytes(std::int64_t rows, int features) {
    // A tile is padded to whole blocks. Leaves of rows in spatial order are at most twice as many as tiles in their own
    // order.
    const std::int64_t most_tiles = 3 * (rows / rows_per_tile<T>(features) + 1);
    return bytes(rows + most_tiles * TileView<std::int16_t>::lanes, features, Lanes::rows);
}

template class RoundedRows<float>;
template class RoundedRows<double>;

}  // namespace lloyd
