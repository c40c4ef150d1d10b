#include "lloyd/data/rounded_rows.hpp"

#include <utility>

namespace lloyd {

template <class T>
RoundedRows<T>::RoundedRows(const Tiles<T>& tiles, std::vector<T> origin, Lanes lanes, std::span<std::byte> workspace)
    : origin_(std::move(origin)), lanes_(lanes), first_slot_{0}, tiles_(static_cast<std::size_t>(tiles.count())) {
    const std::int64_t features = tiles.features();
    for (std::int64_t i = 0; i < tiles.count(); ++i)
        first_slot_.push_back(first_slot_.back() + padded_rows<std::int16_t>(tiles.tile(i).rows));
    const auto size = static_cast<std::size_t>(slots() * features);
    const bool fits = workspace.size() >= size * sizeof(std::int16_t);
    if (!fits) own_ = Buffer<std::int16_t>(size);
    integers_ = fits ? reinterpret_cast<std::int16_t*>(workspace.data()) : own_.data();
    middles_ = Buffer<float>(static_cast<std::size_t>(tiles.count() * features));
    norms_ = Buffer<float>(lanes == Lanes::features ? static_cast<std::size_t>(slots()) : 0);
}

template <class T>
void RoundedRows<T>::round(const TileView<T>& rows, std::int64_t tile) {
    tiles_[static_cast<std::size_t>(tile)] =
        round_tile(rows, origin_.data(),
                   {lanes_, integers_ + first_slot(tile) * rows.features, middles_.data() + tile * rows.features,
                    norms_.data() + (lanes_ == Lanes::features ? first_slot(tile) : 0)});
}

template class RoundedRows<float>;
template class RoundedRows<double>;

}  // namespace lloyd
