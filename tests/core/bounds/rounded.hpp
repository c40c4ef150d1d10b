#pragma once

#include "core/random_tile.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/core/bounds/rounding.hpp"
#include "lloyd/core/bounds/shifted_tile.hpp"

#include <cstdint>
#include <vector>

namespace lloyd::test {

/// A tile as filters read it.
template <class T>
struct Rounded {
    Rounded(const RandomTile<T>& tile, const std::vector<T>& origin, Lanes lanes)
        : integers(static_cast<std::size_t>(padded_rows<std::int16_t>(tile.rows) * tile.features)),
          middle(static_cast<std::size_t>(tile.features)),
          norms(static_cast<std::size_t>(padded_rows<std::int16_t>(tile.rows))),
          rounded(round(tile, origin, lanes)),
          shifted(tile.rows, tile.features, lanes) {
        shifted.set(rounded);
    }

    RoundedTile round(const RandomTile<T>& tile, const std::vector<T>& origin, Lanes lanes) {
        RoundingScratch<T> scratch(tile.rows, tile.features, lanes);
        return round_tile(tile.view(), origin.data(), {lanes, integers.data(), middle.data(), norms.data()}, scratch);
    }

    Buffer<std::int16_t> integers;
    std::vector<float> middle;
    std::vector<float> norms;
    RoundedTile rounded;
    ShiftedTile shifted;
};

/// Every way to read so many features.
inline std::vector<Lanes> ways(int features) {
    return features < 64 ? std::vector{Lanes::rows} : std::vector{Lanes::rows, Lanes::features};
}

}  // namespace lloyd::test
