#include "kmeans/labelling/center_shift.hpp"

#include "lloyd/core/bounds/tile_test.hpp"
#include "lloyd/core/panels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
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
CenterShift::CenterShift(MatrixView<const T> from, MatrixView<const T> to) {
    for (std::int64_t j = 0; j < to.rows; ++j)
        moved.push_back(distance_above(from.row(j), to.row(j), static_cast<int>(to.cols)));
    set_far({});
    most = most_of_others;
}

void CenterShift::set_far(std::span<const std::int32_t> centers) {
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

void choose_far(const RowBounds& bounds, std::span<const BoundedRow> sample, CenterShift& shift) {
    const std::size_t k = shift.moved.size();
    std::vector<std::int32_t> by_shift(k);
    std::iota(by_shift.begin(), by_shift.end(), 0);
    std::stable_sort(by_shift.begin(), by_shift.end(), [&](std::int32_t a, std::int32_t b) {
        return shift.moved[static_cast<std::size_t>(a)] > shift.moved[static_cast<std::size_t>(b)];
    });
    std::size_t cheapest = 0;
    std::size_t lowest_cost = std::numeric_limits<std::size_t>::max();
    // Whole panels: a part of one costs as much.
    for (std::size_t far = 0; far < k; far = far == 0 ? Panels<float>::widest : far + (far + 1) / 2) {
        const float most = shift.moved[static_cast<std::size_t>(by_shift[far])];
        std::size_t cost = far * sample.size();
        for (const BoundedRow& row : sample)
            if (!bounds.tell(RowBounds::raise(row.above, shift.moved[static_cast<std::size_t>(row.label)]),
                             RowBounds::lower(row.below, most)))
                cost += k;
        if (cost < lowest_cost) lowest_cost = cost, cheapest = far;
    }
    shift.set_far(std::span(by_shift).first(cheapest));
    // Looking at bounds, and copying rows out of tiles, costs as well.
    shift.bounds_pay = 10 * lowest_cost < 6 * sample.size() * k;
}

template CenterShift::CenterShift(MatrixView<const float>, MatrixView<const float>);
template CenterShift::CenterShift(MatrixView<const double>, MatrixView<const double>);

}  // namespace lloyd
