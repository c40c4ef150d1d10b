#include "lloyd/metrics/silhouette.hpp"

#include "lloyd/base/fault_point.hpp"
#include "lloyd/core/exact/nearest.hpp"
#include "lloyd/core/philox.hpp"
#include "lloyd/data/for_each_tile.hpp"
#include "lloyd/parallel/agree.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace lloyd {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

std::vector<std::int64_t> choose_rows(std::int64_t rows, std::int64_t sample_size, std::uint64_t seed) {
    std::vector<std::int64_t> sample(static_cast<std::size_t>(std::min(rows, sample_size)));
    if (sample_size < rows)
        sample = sample_rows(Philox(seed, Purpose::silhouette), 0, rows, sample_size);
    else
        std::iota(sample.begin(), sample.end(), std::int64_t{0});
    std::sort(sample.begin(), sample.end());
    return sample;
}

/// Rows of the sample that share a label, in ascending row.
struct Group {
    std::size_t cluster;
    RowRange members;  ///< positions in the sample once it is sorted by label
};

/// The sample sorted by label and row, so that every sum over a cluster has one order.
template <class T>
struct SortedSample {
    Matrix<T> rows;
    std::vector<Group> groups;
};

template <class T>
SortedSample<T> collect_sample(const Communicator& comm, const Shard<T>& shard, std::span<const std::int32_t> labels,
                               std::span<const std::int64_t> sample) {
    std::vector<std::int64_t> label_of(sample.size());
    for (std::size_t i = 0; i < sample.size(); ++i)
        if (sample[i] >= shard.rows.begin && sample[i] < shard.rows.end)
            label_of[i] = labels[static_cast<std::size_t>(sample[i] - shard.rows.begin)];
    comm.sum(label_of);

    std::vector<std::size_t> order(sample.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return label_of[a] < label_of[b]; });
    std::vector<std::int64_t> sorted_rows;
    std::vector<Group> groups;
    for (const std::size_t i : order) {
        const auto position = static_cast<std::int64_t>(sorted_rows.size());
        const auto cluster = static_cast<std::size_t>(label_of[i]);
        if (groups.empty() || groups.back().cluster != cluster) groups.push_back({cluster, {position, position}});
        ++groups.back().members.end;
        sorted_rows.push_back(sample[i]);
    }
    return {gather_rows(comm, shard, sorted_rows), std::move(groups)};
}

/// (b - a) / max(a, b) for a row of group `own`; sums[group] is its summed distance to the group's members.
double silhouette_of_row(std::span<const double> sums, std::span<const Group> groups, std::size_t own) {
    const auto others_in_own = static_cast<double>(groups[own].members.count() - 1);
    if (others_in_own == 0) return 0;
    const double a = sums[own] / others_in_own;
    double b = std::numeric_limits<double>::infinity();
    for (std::size_t g = 0; g < groups.size(); ++g)
        if (g != own) b = std::min(b, sums[g] / static_cast<double>(groups[g].members.count()));
    return std::max(a, b) > 0 ? (b - a) / std::max(a, b) : 0;
}

/// Silhouettes of the sample's positions in `mine`.
template <class T>
std::vector<double> silhouettes(const Team& team, const SortedSample<T>& sample, RowRange mine) {
    const std::span<const Group> groups = sample.groups;
    std::vector<Panels<T>> members;
    for (const Group& group : groups)
        members.emplace_back(
            MatrixView<const T>{sample.rows.row(group.members.begin), group.members.count(), sample.rows.cols()});
    Tiles<T> tiles(mine.count(), static_cast<int>(sample.rows.cols()));
    tiles.store(0, {sample.rows.row(mine.begin), mine.count(), sample.rows.cols()});

    std::vector<double> values(static_cast<std::size_t>(mine.count()));
    for_each_tile(team, tiles, [&](std::int64_t index, const TileView<T>& tile, int) {
        const auto padded = static_cast<std::size_t>(padded_rows<T>(tile.rows));
        std::vector<double> sums(groups.size() * padded);
        for (std::size_t g = 0; g < groups.size(); ++g) add_distances(tile, members[g], sums.data() + g * padded);

        std::vector<double> row_sums(groups.size());
        for (int i = 0; i < tile.rows; ++i) {
            const std::int64_t local = tiles.first_slot(index) + i;
            for (std::size_t g = 0; g < groups.size(); ++g)
                row_sums[g] = sums[g * padded + static_cast<std::size_t>(i)];
            const auto own = std::find_if(groups.begin(), groups.end(),
                                          [&](const Group& group) { return mine.begin + local < group.members.end; });
            values[static_cast<std::size_t>(local)] =
                silhouette_of_row(row_sums, groups, static_cast<std::size_t>(own - groups.begin()));
        }
    });
    return values;
}

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

template <class T>
Silhouette silhouette(const Context& context, const Shard<T>& shard, std::span<const std::int32_t> labels,
                      int n_clusters, std::int64_t sample_size, std::uint64_t seed) {
    Silhouette result{undefined, std::vector<double>(static_cast<std::size_t>(n_clusters), undefined),
                      choose_rows(shard.global_rows, sample_size, seed)};
    const SortedSample<T> sample = collect_sample(context.comm, shard, labels, result.sample_rows);
    if (sample.groups.size() < 2) return result;

    const RowRange mine = part_of(sample.rows.rows(), context.comm.rank(), context.comm.size());
    const std::vector<double> local = agree(context.comm, [&] {
        fault_point(Phase::metrics, context.comm.rank());
        return silhouettes(context.team, sample, mine);
    });
    const std::vector<double> all = context.comm.all_gather(std::span<const double>(local));
    result.mean = mean(all);
    for (const Group& group : sample.groups)
        result.per_cluster[group.cluster] = mean(std::span(all).subspan(
            static_cast<std::size_t>(group.members.begin), static_cast<std::size_t>(group.members.count())));
    return result;
}

template Silhouette silhouette(const Context&, const Shard<float>&, std::span<const std::int32_t>, int, std::int64_t,
                               std::uint64_t);
template Silhouette silhouette(const Context&, const Shard<double>&, std::span<const std::int32_t>, int, std::int64_t,
                               std::uint64_t);

}  // namespace lloyd
