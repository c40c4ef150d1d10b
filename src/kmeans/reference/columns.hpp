#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/exact/distance.hpp"
#include "lloyd/core/exact/fixed_point.hpp"
#include "lloyd/data/column_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace lloyd {

/// An exact sum: one wide integer instead of two limbs.
class Sum {
public:
    void add(const FixedPoint& scale, double x) { total_ += wide(scale, x); }
    void subtract(const FixedPoint& scale, double x) { total_ -= wide(scale, x); }

    template <class T>
    T mean(const FixedPoint& scale, std::int64_t count) const {
        const __int128 unit = __int128{1} << scale.limb_bits();
        return scale.mean<T>({static_cast<std::int64_t>(total_ / unit), static_cast<std::int64_t>(total_ % unit)},
                             count);
    }

private:
    static __int128 wide(const FixedPoint& scale, double x) {
        const Limbs limbs = scale.split(x);
        return (static_cast<__int128>(limbs.hi) << scale.limb_bits()) + limbs.lo;
    }
    __int128 total_ = 0;
};

/// The columns of the data as the reference needs them: scales, means, scatter, the inertia's scale.
struct Columns {
    std::vector<FixedPoint> scale;
    std::vector<double> mean;
    FixedPoint inertia_scale;
    double scatter = 0;
    double mean_variance = 0;
};

template <class T>
Columns describe(MatrixView<const T> data, MatrixView<const T> initial_centers) {
    Columns columns;
    std::vector<double> low;
    std::vector<double> high;
    for (std::int64_t t = 0; t < data.cols; ++t) {
        low.push_back(static_cast<double>(data.row(0)[t]));
        high.push_back(low.back());
        for (std::int64_t i = 0; i < data.rows; ++i) {
            low.back() = std::min(low.back(), static_cast<double>(data.row(i)[t]));
            high.back() = std::max(high.back(), static_cast<double>(data.row(i)[t]));
        }
        columns.scale.emplace_back(std::max(std::abs(low.back()), std::abs(high.back())), data.rows);
        Sum sum;
        for (std::int64_t i = 0; i < data.rows; ++i) sum.add(columns.scale.back(), static_cast<double>(data.row(i)[t]));
        columns.mean.push_back(sum.template mean<double>(columns.scale.back(), data.rows));
    }

    const FixedPoint scatter_scale(squared_distance_bound(low, high), data.rows);
    Sum scatter;
    for (std::int64_t i = 0; i < data.rows; ++i) {
        const std::vector<double> row(data.row(i), data.row(i) + data.cols);
        scatter.add(scatter_scale, squared_distance(row.data(), columns.mean.data(), static_cast<int>(data.cols)));
    }
    columns.scatter = scatter.mean<double>(scatter_scale, 1);
    columns.mean_variance = columns.scatter / static_cast<double>(data.rows) / static_cast<double>(data.cols);

    for (std::int64_t j = 0; j < initial_centers.rows; ++j)
        for (std::size_t t = 0; t < low.size(); ++t) {
            low[t] = std::min(low[t], static_cast<double>(initial_centers.row(j)[t]));
            high[t] = std::max(high[t], static_cast<double>(initial_centers.row(j)[t]));
        }
    columns.inertia_scale = FixedPoint(squared_distance_bound(low, high), data.rows);
    return columns;
}

}  // namespace lloyd
