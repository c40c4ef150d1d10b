#include "lloyd/metrics/cluster_statistics.hpp"

#include "lloyd/core/exact/distance.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"
#include "support/world.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

/// Labels of the whole data set are known; each rank passes those of its rows.
template <class T>
ClusterStatistics statistics_of(const Context& context, const Matrix<T>& data, const Matrix<T>& centers,
                                const std::vector<std::int32_t>& labels, RowOrder order) {
    const Shard<T> shard = shard_of(context, data, order);
    const auto mine = std::span(labels).subspan(static_cast<std::size_t>(shard.rows.begin),
                                                static_cast<std::size_t>(shard.rows.count()));
    return cluster_statistics<T>(context, shard, centers.view(), mine);
}

}  // namespace

TEST_CASE("Cluster statistics add up rows by their labels") {
    const Matrix<double> data = matrix<double>({{0}, {1}, {10}, {13}});
    const Matrix<double> centers = matrix<double>({{0}, {11}, {500}});
    const Context context{world(), Team(2)};
    const ClusterStatistics statistics = statistics_of(context, data, centers, {0, 0, 1, 1}, RowOrder::input);
    CHECK(statistics.inertia == std::vector<double>{1, 5, 0});
    CHECK(statistics.radius == std::vector<double>{1, 2, 0});
}

TEMPLATE_TEST_CASE("Cluster statistics are those of plain loops, however rows lie", "", float, double) {
    using T = TestType;
    const Matrix<T> data = clustered_rows<T>(3001, 3, 7, 1);
    const Matrix<T> centers = clustered_rows<T>(40, 3, 7, 2);
    std::mt19937 random(3);
    std::vector<std::int32_t> labels(static_cast<std::size_t>(data.rows()));
    for (std::int32_t& label : labels) label = static_cast<std::int32_t>(random() % 40);
    std::vector<long double> inertia(40);
    std::vector<double> radius(40);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto label = static_cast<std::size_t>(labels[i]);
        const auto squared =
            static_cast<double>(squared_distance(data.row(static_cast<std::int64_t>(i)), centers.row(labels[i]), 3));
        inertia[label] += squared;
        radius[label] = std::max(radius[label], std::sqrt(squared));
    }
    for (const RowOrder order : {RowOrder::input, RowOrder::spatial}) {
        const ClusterStatistics statistics = statistics_of({world(), Team(3)}, data, centers, labels, order);
        CHECK(statistics.radius == radius);
        for (std::size_t j = 0; j < inertia.size(); ++j)
            CHECK(std::abs(statistics.inertia[j] - static_cast<double>(inertia[j])) <= 1e-15 * statistics.inertia[j]);
    }
}
