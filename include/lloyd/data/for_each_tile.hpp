#pragma once

#include "lloyd/data/tiles.hpp"
#include "lloyd/parallel/team.hpp"

#include <algorithm>
#include <cstdint>

namespace lloyd {

/// A pass over a rank's rows: body(tile's index, its rows, thread) for every tile, by whichever thread is free.
template <class T, class Body>
void for_each_tile(const Team& team, const Tiles<T>& tiles, Body&& body) {
    team.for_each(tiles.count(), [&](std::int64_t tile, int thread) { body(tile, tiles.tile(tile), thread); });
}

/// Tiles [begin, end).
struct TileRange {
    std::int64_t begin;
    std::int64_t end;
    int count() const { return static_cast<int>(end - begin); }
};

/// A pass by groups of `group_size` neighbouring tiles, the last may have fewer: body(group's index, its tiles,
/// thread).
template <class T, class Body>
void for_each_group(const Team& team, const Tiles<T>& tiles, std::int64_t group_size, Body&& body) {
    team.for_each((tiles.count() + group_size - 1) / group_size, [&](std::int64_t group, int thread) {
        const std::int64_t begin = group * group_size;
        body(group, TileRange{begin, std::min(begin + group_size, tiles.count())}, thread);
    });
}

}  // namespace lloyd
