#include "kmeans/empty_clusters.hpp"

#include "lloyd/parallel/per_thread.hpp"

#include <algorithm>
#include <span>

namespace lloyd {

namespace {

struct FarRow {
    double squared_distance;
    std::int64_t row;  ///< global
    std::int64_t cluster;
};

bool is_farther(const FarRow& a, const FarRow& b) {
    return a.squared_distance != b.squared_distance ? a.squared_distance > b.squared_distance : a.row < b.row;
}

/// Keeps the `count` farthest, farthest first.
void keep_farthest(std::vector<FarRow>& rows, std::size_t count) {
    const auto kept = std::min(count, rows.size());
    std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end(), is_farther);
    rows.resize(kept);
}

template <class T>
std::vector<FarRow> farthest_rows(const Context& context, const Shard<T>& shard, Assignment<T>& assignment,
                                  const Restart<T>& restart, std::size_t count) {
    PerThread<std::vector<FarRow>> by_thread(context.team, std::vector<FarRow>());
    const std::vector<std::int64_t> row_of = shard.tiles.rows_of_slots();
    assignment.for_each_distance(restart, [&](const typename Assignment<T>::AssignedTile& assigned) {
        std::vector<FarRow>& far = by_thread[assigned.thread];
        const auto first = static_cast<std::size_t>(shard.tiles.first_slot(assigned.tile));
        for (std::size_t i = 0; i < assigned.labels.size(); ++i)
            far.push_back({static_cast<double>(assigned.squared_distances[i]), shard.rows.begin + row_of[first + i],
                           assigned.labels[i]});
        keep_farthest(far, count);
    });
    std::vector<FarRow> mine = by_thread.reduce([](std::vector<FarRow>& all, const std::vector<FarRow>& far) {
        all.insert(all.end(), far.begin(), far.end());
    });
    keep_farthest(mine, count);
    std::vector<FarRow> all = context.comm.all_gather(std::span<const FarRow>(mine));
    keep_farthest(all, count);
    return all;
}

template <class T>
std::vector<Relocation<T>> relocations_of(const Context& context, const Shard<T>& shard, Assignment<T>& assignment,
                                          Restart<T>& restart, ClusterSums sums) {
    std::vector<int> empty;
    for (int j = 0; j < restart.n_clusters(); ++j)
        if (sums.count(j) == 0) empty.push_back(j);
    if (empty.empty()) return {};

    const std::vector<FarRow> far = farthest_rows(context, shard, assignment, restart, empty.size());
    if (far.front().squared_distance == 0) return {};
    std::vector<std::int64_t> rows;
    for (const FarRow& f : far) rows.push_back(f.row);
    const Matrix<T> values = gather_rows(context.comm, shard, rows);

    std::vector<Relocation<T>> relocations;
    for (std::size_t i = 0; i < empty.size(); ++i) {
        const T* row = values.row(static_cast<std::int64_t>(i));
        relocations.push_back({static_cast<int>(far[i].cluster), empty[i], std::vector<T>(row, row + values.cols())});
    }
    restart.summary.empty_relocations += std::ssize(relocations);
    return relocations;
}

}  // namespace

template <class T>
std::vector<std::vector<Relocation<T>>> relocate_empty_clusters(const Context& context, const Shard<T>& shard,
                                                                Assignment<T>& assignment,
                                                                std::span<Restart<T>* const> restarts,
                                                                ClusterTotals& totals) {
    std::vector<std::vector<Relocation<T>>> relocations;
    for (Restart<T>* const restart : restarts)
        relocations.push_back(relocations_of(context, shard, assignment, *restart, totals.of(restart->index)));
    return relocations;
}

#define LLOYD_INSTANTIATE(T)                                                  \
    template std::vector<std::vector<Relocation<T>>> relocate_empty_clusters( \
        const Context&, const Shard<T>&, Assignment<T>&, std::span<Restart<T>* const>, ClusterTotals&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
