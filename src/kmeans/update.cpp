#include "kmeans/update.hpp"

#include "lloyd/core/distance.hpp"

#include <algorithm>

namespace lloyd {

namespace {

/// Moves a relocated row's limbs and count from one cluster to the other.
template <class T>
void apply(const Relocation<T>& relocation, std::span<const FixedPoint> columns, ClusterSums sums) {
    const std::size_t features = columns.size();
    std::int64_t* from = sums.limbs(relocation.from);
    std::int64_t* to = sums.limbs(relocation.to);
    for (std::size_t t = 0; t < features; ++t) {
        const Limbs value = columns[t].split(static_cast<double>(relocation.row[t]));
        from[t] -= value.hi;
        from[features + t] -= value.lo;
        to[t] += value.hi;
        to[features + t] += value.lo;
    }
    --sums.count(relocation.from);
    ++sums.count(relocation.to);
}

}  // namespace

template <class T>
double move_centers(Restart<T>& restart, std::span<const FixedPoint> columns,
                    std::span<const Relocation<T>> relocations) {
    std::vector<std::int64_t> totals = restart.totals;  // relocations move centres, not labels
    const ClusterSums sums(totals, restart.n_clusters(), restart.features());
    for (const Relocation<T>& relocation : relocations) apply(relocation, columns, sums);

    double shift = 0;
    std::vector<T> moved(columns.size());
    for (int j = 0; j < restart.n_clusters(); ++j) {
        if (sums.count(j) == 0) continue;
        T* center = restart.centers.row(j);
        for (int t = 0; t < restart.features(); ++t)
            moved[static_cast<std::size_t>(t)] =
                columns[static_cast<std::size_t>(t)].template mean<T>(sums.sum(j, t), sums.count(j));
        shift += static_cast<double>(squared_distance(moved.data(), center, restart.features()));
        std::copy(moved.begin(), moved.end(), center);
    }
    restart.panels.pack(restart.centers.view());
    return shift;
}

template <class T>
double inertia_from_sums(Restart<T>& restart, const ColumnStatistics& statistics) {
    const ClusterSums sums = restart.sums();
    std::vector<double> mean(statistics.mean.size());
    std::vector<double> center(statistics.mean.size());
    double inertia = statistics.scatter;
    for (int j = 0; j < restart.n_clusters(); ++j) {
        if (sums.count(j) == 0) continue;
        for (int t = 0; t < restart.features(); ++t) {
            const auto column = static_cast<std::size_t>(t);
            mean[column] = statistics.columns[column].mean<double>(sums.sum(j, t), sums.count(j));
            center[column] = static_cast<double>(restart.centers.row(j)[t]);
        }
        const double explained = squared_distance(mean.data(), statistics.mean.data(), restart.features());
        const double missed = squared_distance(mean.data(), center.data(), restart.features());
        inertia -= static_cast<double>(sums.count(j)) * (explained - missed);
    }
    return std::max(inertia, 0.0);
}

#define LLOYD_INSTANTIATE(T)                                                                                \
    template double move_centers(Restart<T>&, std::span<const FixedPoint>, std::span<const Relocation<T>>); \
    template double inertia_from_sums(Restart<T>&, const ColumnStatistics&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
