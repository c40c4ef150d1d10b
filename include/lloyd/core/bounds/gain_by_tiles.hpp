#pragma once

#include "lloyd/core/bounds/tile_test.hpp"

#include <array>
#include <cstdint>
#include <span>

namespace lloyd {

// What a candidate of k-means++ takes off the squared distances of a tile's rows to their closest centre, from what is
// known of the tile alone. With m the mean of its n rows and s the mean of |x - m|^2:
//
// * rows' squared distances to a point c add up to n (|m - c|^2 + s), whatever the rows;
// * a row gains at most g(x) = |x - b|^2 - |x - c|^2, b any centre, which is linear in x. Its mean is f = |m - b|^2 -
//   |m - c|^2, its variance v = 4 (c - b)' S (c - b) / n with S their scatter about m, which is at most 4 |b - c|^2 s;
//   so (Cauchy and Schwarz) the rows' gains add up to no more than n / 2 (f + sqrt(f^2 + v));
// * where the ball shows that all rows are nearer to c than to any centre, the candidate takes the tile: c's sum is
//   what is left.
//
// All that is said holds for the distances as they are computed, with the margins of TileTest.

/// What k-means++ knows of neighbouring tiles: arrays with an element a tile.
struct KnownTiles {
    static constexpr int most_features = 16;  ///< that there are scatters for

    const double* rows;          ///< in number
    const double* radius;        ///< no row is farther from the tile's centre
    const double* spread_below;  ///< bounds on s that have room for what rounds the tile's centre, too
    const double* spread_above;
    const double* scatters;         ///< [pair][16] S / n, see scatter_form(), or null
    const double* nearest_centers;  ///< [feature][16] b, the nearest to the tile's centre
    const double* to_nearest;       ///< its squared distance to the tile's centre; infinite when there is none
    const double* farthest;         ///< no row's squared distance to its closest is larger
    const double* potential_below;  ///< bounds on the sum of the rows' squared distances to their closest
    const double* potential_above;
};

/// What a candidate does to up to 16 tiles, bounded from above and from below.
struct GainOnTiles {
    static constexpr int most = 16;
    using PerTile = std::array<double, most>;

    std::uint32_t reached;  ///< bit by bit: it may be closer to some row than all centres
    PerTile gain_below;     ///< bounds on what it takes off the potential; 0 where not reached
    PerTile gain_above;
    PerTile left_below;  ///< bounds on the potential with it
    PerTile left_above;
    PerTile farthest;    ///< no row's squared distance to its closest is larger then
    double total_below;  ///< gains of all
    double total_above;
    double rows_reached;
};

/// to_point: squared distances of the tiles' centres to the candidate. All arrays have room for 16.
void bound_gain_by_tiles(const TileTest& test, std::span<const double> point, const double* to_point,
                         const KnownTiles& tiles, int count, GainOnTiles& found);

}  // namespace lloyd
