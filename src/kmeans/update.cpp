#include "kmeans/update.hpp"

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/exact/distance.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace lloyd {

namespace {

/// Transfers a row's limbs and count from one cluster to the other.
template <class T>
void relocate(const std::vector<T>& row, int from_cluster, int to_cluster, std::span<const FixedPoint> scales,
              ClusterSums sums) {
    const std::size_t features = scales.size();
    std::int64_t* from = sums.limbs(from_cluster);
    std::int64_t* to = sums.limbs(to_cluster);
    for (std::size_t t = 0; t < features; ++t) {
        const Limbs value = scales[t].split(static_cast<double>(row[t]));
        from[t] -= value.hi;
        from[features + t] -= value.lo;
        to[t] += value.hi;
        to[features + t] += value.lo;
    }
    --sums.count(from_cluster);
    ++sums.count(to_cluster);
}

/// measure(restart, cluster, thread) for all clusters of all restarts, by all threads: with many clusters and features
/// one thread's divisions would be what the others wait for.
template <class T, class Measure>
Matrix<double> for_each_cluster(const Team& team, std::span<Restart<T>* const> restarts, Measure&& measure) {
    const std::int64_t k = restarts[0]->n_clusters();
    Matrix<double> values(static_cast<std::int64_t>(restarts.size()), k);
    team.for_each(values.rows() * k, [&](std::int64_t i, int thread) {
        values.row(i / k)[i % k] = measure(*restarts[static_cast<std::size_t>(i / k)], static_cast<int>(i % k), thread);
    });
    return values;
}

}  // namespace

template <class T>
std::vector<double> move_centers(const Team& team, std::span<Restart<T>* const> restarts, ClusterTotals& totals,
                                 std::span<const FixedPoint> scales,
                                 std::span<const std::vector<Relocation<T>>> relocations) {
    for (std::size_t i = 0; i < restarts.size(); ++i)
        for (const Relocation<T>& r : relocations[i])
            relocate(r.row, r.from, r.to, scales, totals.of(restarts[i]->index));

    team.for_each(std::ssize(restarts), [&](std::int64_t i, int) {
        Restart<T>& restart = *restarts[static_cast<std::size_t>(i)];
        restart.assigned = restart.centers;
    });
    PerThread<std::vector<T>> means(team, std::vector<T>(scales.size()));
    const Matrix<double> shifts = for_each_cluster(team, restarts, [&](Restart<T>& restart, int cluster, int thread) {
        const ClusterSums sums = totals.of(restart.index);
        if (sums.count(cluster) == 0) return 0.0;
        std::vector<T>& mean = means[thread];
        for (int t = 0; t < restart.features(); ++t)
            mean[static_cast<std::size_t>(t)] =
                scales[static_cast<std::size_t>(t)].template mean<T>(sums.sum(cluster, t), sums.count(cluster));
        T* center = restart.centers.row(cluster);
        const T shift = squared_distance(mean.data(), center, restart.features());
        std::copy(mean.begin(), mean.end(), center);
        return static_cast<double>(shift);
    });
    // Relocations move centres, not labels.
    for (std::size_t i = 0; i < restarts.size(); ++i)
        for (const Relocation<T>& r : relocations[i])
            relocate(r.row, r.to, r.from, scales, totals.of(restarts[i]->index));
    std::vector<double> sums;
    for (std::int64_t i = 0; i < shifts.rows(); ++i)
        sums.push_back(std::accumulate(shifts.row(i), shifts.row(i) + shifts.cols(), 0.0));
    return sums;
}

template <class T>
std::vector<double> inertia_from_sums(const Team& team, std::span<Restart<T>* const> restarts, ClusterTotals& totals,
                                      const ColumnStatistics& statistics) {
    struct Points {
        std::vector<double> mean, center;
    };
    const std::vector<double> zeros(statistics.mean.size());
    PerThread<Points> points(team, Points{zeros, zeros});
    const Matrix<double> gains = for_each_cluster(team, restarts, [&](Restart<T>& restart, int cluster, int thread) {
        const ClusterSums sums = totals.of(restart.index);
        if (sums.count(cluster) == 0) return 0.0;
        auto& [mean, center] = points[thread];
        for (int t = 0; t < restart.features(); ++t) {
            const auto column = static_cast<std::size_t>(t);
            mean[column] = statistics.scales[column].mean<double>(sums.sum(cluster, t), sums.count(cluster));
            center[column] = static_cast<double>(restart.centers.row(cluster)[t]);
        }
        const double explained = squared_distance(mean.data(), statistics.mean.data(), restart.features());
        const double missed = squared_distance(mean.data(), center.data(), restart.features());
        return static_cast<double>(sums.count(cluster)) * (explained - missed);
    });
    std::vector<double> inertias;
    for (std::int64_t i = 0; i < gains.rows(); ++i)
        inertias.push_back(std::max(
            std::accumulate(gains.row(i), gains.row(i) + gains.cols(), statistics.scatter, std::minus<>()), 0.0));
    return inertias;
}

#define LLOYD_INSTANTIATE(T)                                                                                  \
    template std::vector<double> move_centers(const Team&, std::span<Restart<T>* const>, ClusterTotals&,      \
                                              std::span<const FixedPoint>,                                    \
                                              std::span<const std::vector<Relocation<T>>>);                   \
    template std::vector<double> inertia_from_sums(const Team&, std::span<Restart<T>* const>, ClusterTotals&, \
                                                   const ColumnStatistics&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
