// Kernels that look at features: exact sums, the bounds of columns, distances to points, deviations.
#include "lloyd/core/exact/sums.hpp"
#include "lloyd/core/bounds/deviations.hpp"
#include "lloyd/core/exact/nearest.hpp"
#include "lloyd/core/exact/rows.hpp"

#include "core/random_tile.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/core/exact/distance.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

/// What is to be known of a tile's rows, by the obvious loops, once for all targets.
template <class T>
struct Measured {
    explicit Measured(const Size& s)
        : tile(s.rows, s.features, 6),
          points(random_centers<T>(s.k, s.features, 7)),
          minimum(static_cast<std::size_t>(s.features), T{1}),  // not 0, which padding rows are
          maximum(minimum.size(), T{-1}),
          limbs(2 * minimum.size(), 5) {
        const std::vector<double> point(minimum.size(), middle);
        Matrix<double> rows(s.rows, s.features);
        for (int i = 0; i < s.rows; ++i) {
            const T* row = tile.row_major.row(i);
            std::copy_n(row, s.features, rows.row(i));
            for (std::size_t t = 0; t < minimum.size(); ++t) {
                minimum[t] = std::min(minimum[t], row[t]);
                maximum[t] = std::max(maximum[t], row[t]);
                const Limbs value = scale.split(rows.row(i)[t]);
                limbs[t] += value.hi;
                limbs[minimum.size() + t] += value.lo;
            }
            deviations.push_back(squared_distance(rows.row(i), point.data(), s.features));
            sums.push_back(1.0);
            for (int j = 0; j < s.k; ++j)
                sums.back() += std::sqrt(static_cast<double>(squared_distance(row, points.row(j), s.features)));
            values.push_back(static_cast<T>(std::sin(i) * 99));
            total += scale.split(static_cast<double>(values.back()));
        }
        for (int t = 0; t < s.features; ++t)
            for (int u = t; u < s.features; ++u) {
                double sum = 0;
                for (int i = 0; i < s.rows; ++i) sum += (rows.row(i)[t] - middle) * (rows.row(i)[u] - middle);
                scatter.push_back(t == u ? sum : 2 * sum);
            }
    }

    static constexpr double middle = 0.1;
    FixedPoint scale{0x1p22, std::int64_t{1} << 40};  // coarse enough for both limbs of the values to count
    RandomTile<T> tile;
    Matrix<T> points;
    std::vector<T> minimum, maximum;
    std::vector<std::int64_t> limbs;
    std::vector<double> deviations;  ///< from the middle, squared, of each row
    std::vector<double> sums;        ///< 1 and the distances to the points, of each row
    std::vector<double> scatter;     ///< about the middle, of each pair of features
    std::vector<T> values;
    Limbs total;
};

}  // namespace

TEMPLATE_TEST_CASE("Bounds and sums of columns, deviations, distances to points and exact sums are the reference's", "",
                   float, double) {
    using T = TestType;
    std::vector<Measured<T>> expected;
    for (const Size& s : sizes()) expected.emplace_back(s);
    on_every_target([&] {
        for (const Measured<T>& e : expected) {
            INFO(e.tile.rows << " rows, " << e.tile.features << " features");
            const std::vector<FixedPoint> columns(e.minimum.size(), e.scale);
            std::vector<T> minimum(columns.size(), T{1});
            std::vector<T> maximum(columns.size(), T{-1});
            std::vector<std::int64_t> limbs(2 * columns.size(), 5);
            extend_bounds(e.tile.view(), minimum.data(), maximum.data());
            add_columns<T>(e.tile.view(), columns, limbs.data());
            REQUIRE(minimum == e.minimum);
            REQUIRE(maximum == e.maximum);
            REQUIRE(limbs == e.limbs);

            const std::vector<double> point(columns.size(), Measured<T>::middle);
            const auto padded = static_cast<std::size_t>(padded_rows<T>(e.tile.rows));
            std::vector<double> deviations(padded);
            squared_deviations(e.tile.view(), point.data(), deviations.data());
            std::vector<double> sums(padded, 1.0);
            add_distances(e.tile.view(), Panels<T>(e.points.view()), sums.data());
            deviations.resize(e.deviations.size());
            sums.resize(e.sums.size());
            REQUIRE(same_bits(deviations, e.deviations));
            REQUIRE(same_bits(sums, e.sums));

            std::vector<double> scatter(2 * e.scatter.size());
            std::vector<double> workspace(scatter_workspace<T>(e.tile.rows, e.tile.features));
            scatter_form(e.tile.view(), point.data(), workspace.data(), scatter.data(), 2);
            bool is_near = true;
            for (std::size_t pair = 0; pair < e.scatter.size(); ++pair)
                is_near &= std::abs(scatter[2 * pair] - e.scatter[pair]) < 1e-10;
            REQUIRE(is_near);

            REQUIRE(exact_sum(e.values.data(), e.tile.rows, e.scale) == e.total);
        }
    });
}
