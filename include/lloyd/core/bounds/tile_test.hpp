#pragma once

#include "lloyd/base/matrix.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace lloyd {

/// What a tile's ball says of its centres.
struct NearCount {
    int count = 0;        ///< that may be nearest to some row
    double excluded = 0;  ///< the least squared distance of the tile's centre to any other; infinite when there is none
};

/// Decides from a tile's ball alone how centres compare for all of its rows. What it says holds for the distances as
/// they are computed, rounding and underflow included, and not only for the true ones; when in doubt it says nothing.
///
/// For every x with |x - m| <= radius, |x - b|^2 - |x - a|^2 >= |m - b|^2 - |m - a|^2 - 2 radius |a - b| (the bisector
/// of a and b misses the ball). A computed squared distance is off by a factor within 1 +- (d + 3) epsilon.
class TileTest {
public:
    /// T: what rows are measured in.
    template <class T>
    static TileTest of(int features) {
        return TileTest(8.0 * (features + 4) * std::numeric_limits<T>::epsilon(),
                        8.0 * (features + 4) * std::numeric_limits<T>::min());
    }

    /// True: every row is strictly nearer to a than to b. Arguments: squared distances of the tile's centre to a and b,
    /// of a and b, and the radius.
    bool is_farther(double to_a, double to_b, double between, double radius) const {
        const double gap = to_b - to_a - margin(to_a, to_b, radius);
        return (gap > 0) & exceeds(gap, 4 * radius * radius * between);
    }

    /// True: every row's squared distance to the point is above `limit`.
    bool is_beyond(double to_point, double radius, double limit) const {
        const double gap = to_point - radius * radius - limit - margin(to_point, limit, radius);
        // (|m - c| - radius)^2 > limit with a margin, without taking roots of what may be negative
        return gap > 0 && exceeds(gap, 4 * radius * radius * (limit + margin(to_point, limit, radius)));
    }

    /// The centres that may be nearest to some row of a tile, in ascending order; the nearest is the one with the least
    /// squared distance to the tile's centre. from_nearest: squared distances of that one to all. `near` has room for
    /// all.
    NearCount near(std::span<const double> to_centers, const double* from_nearest, std::int32_t nearest, double radius,
                   std::int32_t* near) const;

    /// No row's true distance to the point is below this.
    double distance_below(double to_point, double radius) const {
        return std::max(0.0, std::sqrt(to_point * (1 - relative_)) * (1 - relative_) - radius);
    }

    /// How far a computed squared distance may be from the true one: by this factor of it, with room to spare, and by
    /// this.
    double relative() const { return relative_; }
    double absolute() const { return absolute_; }

private:
    /// gap^2 > square, where neither has lost bits to underflow.
    static bool exceeds(double gap, double square) { return gap * gap > square + 1e-290; }

    TileTest(double relative, double absolute) : relative_(relative), absolute_(absolute) {}

    /// What rounding may do to the difference of two squared distances of a row.
    double margin(double to_a, double to_b, double radius) const {
        return relative_ * 2 * (to_a + to_b + 2 * radius * radius) + absolute_;
    }

    double relative_;
    double absolute_;
};

/// Squared distance of two points, not rounded as the contract's: for tests that have a margin.
template <class A, class B>
double squared_between(const A* a, const B* b, int features) {
    double sum = 0;
    for (int t = 0; t < features; ++t) {
        const double difference = static_cast<double>(a[t]) - static_cast<double>(b[t]);
        sum += difference * difference;
    }
    return sum;
}

/// Points in double precision, as tiles' centres are.
template <class T>
Matrix<double> as_doubles(MatrixView<const T> points) {
    Matrix<double> doubles(points.rows, points.cols);
    std::copy(points.span().begin(), points.span().end(), doubles.span().begin());
    return doubles;
}

}  // namespace lloyd
