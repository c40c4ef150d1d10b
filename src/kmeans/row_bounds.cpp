#include "kmeans/row_bounds.hpp"

#include "lloyd/core/panels.hpp"
#include "lloyd/core/tile_test.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lloyd {

namespace {

/// The distance of two points, or a little more.
template <class T>
float distance_above(const T* a, const T* b, int features) {
    if (std::equal(a, a + features, b)) return 0;
    const double sum = squared_between(a, b, features) + features * std::numeric_limits<double>::min();
    const double rounding = 1 + (features + 8) * std::numeric_limits<double>::epsilon();
    return std::nextafter(static_cast<float>(std::sqrt(sum) * rounding), std::numeric_limits<float>::infinity());
}

}  // namespace

template <class T>
Movement::Movement(MatrixView<const T> from, MatrixView<const T> to) {
    for (std::int64_t j = 0; j < to.rows; ++j)
        moved.push_back(distance_above(from.row(j), to.row(j), static_cast<int>(to.cols)));
    set_far({});
    most = most_of_others;
}

void Movement::set_far(std::span<const std::int32_t> centers) {
    far.assign(centers.begin(), centers.end());
    std::sort(far.begin(), far.end());
    most_of_others = 0;
    auto next = far.begin();
    for (std::size_t j = 0; j < moved.size(); ++j) {
        if (next != far.end() && static_cast<std::size_t>(*next) == j)
            ++next;
        else
            most_of_others = std::max(most_of_others, moved[j]);
    }
}

// A computed squared distance is off by a factor within 1 +- (d + 3) epsilon / 2, and by what underflow takes. `lead` is
// several times as much, and below `lowest` underflow, of distances or of the bounds themselves, could make up for it.
template <class T>
RowBounds RowBounds::of(std::int64_t slots, int features, int n_init) {
    constexpr double epsilon = std::numeric_limits<T>::epsilon();
    constexpr double float_epsilon = std::numeric_limits<float>::epsilon();
    RowBounds bounds;
    bounds.slots_ = slots;
    bounds.lead_ = static_cast<float>(1 + 4 * (features + 4) * epsilon + 4 * float_epsilon);
    bounds.lowest_ =
        static_cast<float>(std::max(std::sqrt(8 * double{std::numeric_limits<T>::min()} / epsilon), 1e-28));
    bounds.above_ = Buffer<float>(static_cast<std::size_t>(slots * n_init));
    bounds.below_ = Buffer<float>(static_cast<std::size_t>(slots * n_init));
    return bounds;
}

void choose_far(const RowBounds& bounds, std::span<const BoundedRow> sample, Movement& movement) {
    const std::size_t k = movement.moved.size();
    std::vector<std::int32_t> by_movement(k);
    std::iota(by_movement.begin(), by_movement.end(), 0);
    std::stable_sort(by_movement.begin(), by_movement.end(), [&](std::int32_t a, std::int32_t b) {
        return movement.moved[static_cast<std::size_t>(a)] > movement.moved[static_cast<std::size_t>(b)];
    });
    std::size_t cheapest = 0;
    std::size_t lowest_cost = std::numeric_limits<std::size_t>::max();
    // Whole panels: a part of one costs as much.
    for (std::size_t far = 0; far < k; far = far == 0 ? Panels<float>::widest : far + (far + 1) / 2) {
        const float most = movement.moved[static_cast<std::size_t>(by_movement[far])];
        std::size_t cost = far * sample.size();
        for (const BoundedRow& row : sample)
            if (!bounds.tell(RowBounds::raise(row.above, movement.moved[static_cast<std::size_t>(row.label)]),
                             RowBounds::lower(row.below, most)))
                cost += k;
        if (cost < lowest_cost) lowest_cost = cost, cheapest = far;
    }
    movement.set_far(std::span(by_movement).first(cheapest));
    // Looking at bounds, and copying rows out of tiles, costs as well.
    movement.bounds_pay = 10 * lowest_cost < 6 * sample.size() * k;
}

template Movement::Movement(MatrixView<const float>, MatrixView<const float>);
template Movement::Movement(MatrixView<const double>, MatrixView<const double>);
template RowBounds RowBounds::of<float>(std::int64_t, int, int);
template RowBounds RowBounds::of<double>(std::int64_t, int, int);

}  // namespace lloyd
