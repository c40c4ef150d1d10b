#include "lloyd/data/shard.hpp"

#include "data/spatial_fill.hpp"
#include "lloyd/base/checksum.hpp"
#include "lloyd/base/fault_point.hpp"
#include "lloyd/core/exact/rows.hpp"
#include "lloyd/data/rounded_rows.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>

namespace lloyd {

namespace {

constexpr std::int64_t l1_bytes = 16 << 10;  // half of what it has, for rows that are read twice
constexpr std::int64_t sampled_a_leaf = 8;
constexpr std::int64_t no_row = std::numeric_limits<std::int64_t>::max();

constexpr int log2(std::int64_t value) {
    return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value))) - 1;
}

/// Rows a slab has room for: whole tiles, so that threads never share one.
template <class T>
std::int64_t rows_per_slab(int features, std::int64_t bytes) {
    const std::int64_t tile = rows_per_tile<T>(features);
    return bytes / (features * static_cast<std::int64_t>(sizeof(T))) / tile * tile;
}

template <class T>
std::int64_t first_not_finite(MatrixView<const T> rows) {
    const std::span<const T> values = rows.span();
    const auto first = std::find_if(values.begin(), values.end(), [](T value) { return !std::isfinite(value); });
    return (first - values.begin()) / rows.cols;
}

template <class T>
[[noreturn]] void fail_not_finite(const RowsToRead<T>& data, std::int64_t row, const T* values) {
    const auto column = std::find_if(values, values + data.features, [](T value) { return !std::isfinite(value); });
    fail(ExitCode::data,
         "row {}, column {} (counted from 0){} is {}, and k-means needs finite numbers; remove or fill in such rows",
         row, column - values, data.name.empty() ? "" : " of " + data.name, *column);
}

/// One thread's findings while rows become tiles.
template <class T>
struct Findings {
    explicit Findings(int features)
        : minimum(static_cast<std::size_t>(features), std::numeric_limits<T>::infinity()),
          maximum(static_cast<std::size_t>(features), -std::numeric_limits<T>::infinity()) {}

    std::vector<T> minimum;
    std::vector<T> maximum;
    std::uint64_t fingerprint = 0;
    std::int64_t first_bad_row = no_row;  ///< local
};

/// Looks at every row as it comes in.
template <class T>
class Examiner {
public:
    Examiner(const Team& team, const RowsToRead<T>& data, std::int64_t first_global_row)
        : team_(team),
          data_(data),
          first_global_row_(first_global_row),
          by_thread_(team, [&] { return Findings<T>(data.features); }) {}

    /// A slab that begins at local row `first`, `together` rows at a time, each time followed by next(first row, rows)
    /// while they are in a cache. Throws when a value is not finite.
    template <class Next>
    void examine(std::int64_t first, MatrixView<const T> slab, std::int64_t together, const Next& next) {
        team_.for_each((slab.rows + together - 1) / together, [&](std::int64_t i, int thread) {
            const std::int64_t begin = i * together;
            const MatrixView<const T> rows{slab.row(begin), std::min(slab.rows - begin, together), slab.cols};
            examine_piece(first + begin, rows, by_thread_[thread]);
            next(first + begin, rows);
        });
        std::int64_t bad = no_row;
        by_thread_.for_each([&](const Findings<T>& mine) { bad = std::min(bad, mine.first_bad_row); });
        if (bad != no_row) fail_not_finite(data_, first_global_row_ + bad, slab.row(bad - first));
    }

    /// Fingerprint and bounds of all that was examined.
    void conclude(Shard<T>& shard) const {
        const Findings<T> all = by_thread_.reduce([](Findings<T>& total, const Findings<T>& mine) {
            for (std::size_t t = 0; t < total.minimum.size(); ++t) {
                total.minimum[t] = std::min(total.minimum[t], mine.minimum[t]);
                total.maximum[t] = std::max(total.maximum[t], mine.maximum[t]);
            }
            total.fingerprint += mine.fingerprint;
        });
        shard.minimum = all.minimum;
        shard.maximum = all.maximum;
        shard.fingerprint = all.fingerprint;
    }

private:
    void examine_piece(std::int64_t first, MatrixView<const T> rows, Findings<T>& findings) const {
        const std::int64_t row_bytes = rows.cols * static_cast<std::int64_t>(sizeof(T));
        const std::int64_t step = std::max<std::int64_t>(l1_bytes / row_bytes, 1);
        for (std::int64_t begin = 0; begin < rows.rows; begin += step) {
            const MatrixView<const T> some{rows.row(begin), std::min(step, rows.rows - begin), rows.cols};
            findings.fingerprint +=
                checksum_of_rows(some.data, first_global_row_ + first + begin, some.rows, row_bytes);
            if (!examine_rows<T>(some, findings.minimum.data(), findings.maximum.data()))
                findings.first_bad_row = std::min(findings.first_bad_row, first + begin + first_not_finite(some));
        }
    }

    const Team& team_;
    const RowsToRead<T>& data_;
    std::int64_t first_global_row_;
    PerThread<Findings<T>> by_thread_;
};

/// Calls take(examiner, first local row, rows) for slab after slab of the shard's rows, to examine and keep. The slab
/// lies in the shard's workspace if that has room for a tile: whoever uses it afterwards need not clear those pages.
template <class T, class Take>
void read_slabs(const Context& context, Shard<T>& shard, const RowsToRead<T>& data, FillTimes& times,
                TimeUseWatch& watch, Take&& take) {
    const Team& team = context.team;
    const RowRange rows = shard.rows;
    const int features = data.features;
    Workspace memory = shard.workspace;
    std::int64_t step = rows_per_slab<T>(features, std::min(slab_bytes, std::ssize(memory.bytes())));
    if (step == 0) {  // there is none, or it has no room for a tile
        step = std::max<std::int64_t>(rows_per_slab<T>(features, slab_bytes), rows_per_tile<T>(features));
        step = std::min(step, std::max<std::int64_t>(rows.count(), 1));
        memory = Workspace(step * features * static_cast<std::int64_t>(sizeof(T)));
    }
    T* const slab = reinterpret_cast<T*>(memory.bytes().data());
    Examiner<T> examiner(team, data, rows.begin);
    touch_pages(team, std::span(slab, static_cast<std::size_t>(std::min(step, rows.count()) * features)));
    for (std::int64_t first = 0; first < rows.count(); first += step) {
        const MatrixView<T> view{slab, std::min(step, rows.count() - first), features};
        data.source(rows.begin + first, view);
        fault_point(Phase::read, context.comm.rank());
        times.read += watch.lap(Phase::read);
        take(examiner, first, MatrixView<const T>(view));
        times.tile += watch.lap(Phase::tile);
    }
    examiner.conclude(shard);
}

template <class T>
void fill_in_order(const Context& context, Shard<T>& shard, const RowsToRead<T>& data, FillTimes& times,
                   TimeUseWatch& watch) {
    shard.tiles = Tiles<T>(shard.rows.count(), data.features);
    shard.tiles.touch(context.team);
    times.read += watch.lap(Phase::read);
    const std::int64_t step = shard.tiles.rows_per_tile();
    read_slabs<T>(
        context, shard, data, times, watch, [&](Examiner<T>& examiner, std::int64_t first, MatrixView<const T> slab) {
            examiner.examine(first, slab, step,
                             [&](std::int64_t row, MatrixView<const T> rows) { shard.tiles.store(row, rows); });
        });
}

/// A tree for a rank's rows, or none where order would not help.
template <class T>
std::optional<SpatialTree<T>> plant_tree(const Team& team, RowRange rows, const RowsToRead<T>& data) {
    const int features = data.features;
    constexpr std::int64_t pieces = 64;  // of neighbouring rows, as files are slow to give single ones
    // Of the variance. Balls whose squared radius is above a quarter of the squared distance between clusters rule
    // nothing out.
    constexpr double most_within_leaves = 0.3;
    const std::int64_t leaves = spatial_leaves<T>(rows.count(), features);
    if (leaves == 0) return std::nullopt;
    const std::int64_t piece = std::min(sampled_a_leaf * leaves / pieces, rows.count() / pieces);
    if (piece < 1) return std::nullopt;
    Matrix<T> sample(piece * pieces, features);
    for (std::int64_t i = 0; i < pieces; ++i)
        data.source(rows.begin + part_of(rows.count(), static_cast<int>(i), pieces).begin,
                    {sample.row(i * piece), piece, features});
    if (!std::all_of(sample.span().begin(), sample.span().end(), [](T value) { return std::isfinite(value); }))
        return std::nullopt;  // whoever examines the slabs will name the row
    SpatialTree<T> tree(team, sample, log2(leaves));
    if (tree.variance_left() > most_within_leaves) return std::nullopt;
    return tree;
}

}  // namespace

template <class T>
Shard<T> fill_shard(const Context& context, const RowsToRead<T>& data, RowOrder order, FillTimes& times) {
    const Team& team = context.team;
    TimeUseWatch watch(context);
    Shard<T> shard = agree(context.comm, [&] {
        const RowRange rows = part_of(data.rows, context.comm.rank(), context.comm.size());
        Shard<T> mine{
            .tiles = {}, .rows = rows, .global_rows = data.rows, .fingerprint = 0, .minimum = {}, .maximum = {}};
        if (order == RowOrder::spatial)
            mine.workspace = Workspace(RoundedRows<T>::workspace_bytes(rows.count(), data.features));
        std::optional<SpatialTree<T>> tree;
        if (order == RowOrder::spatial) tree = plant_tree<T>(team, rows, data);
        times.tile += watch.lap(Phase::tile);
        if (!tree) {
            fill_in_order<T>(context, mine, data, times, watch);
            return mine;
        }
        SpatialFill<T> fill(std::move(*tree), rows.count(), data.features);
        fill.touch(team);
        times.read += watch.lap(Phase::read);
        read_slabs<T>(context, mine, data, times, watch,
                      [&](Examiner<T>& examiner, std::int64_t first, MatrixView<const T> slab) {
                          constexpr std::int64_t together = 1024;
                          examiner.examine(first, slab, together, [](std::int64_t, MatrixView<const T>) {});
                          fill.add(team, first, slab);
                      });
        mine.tiles = fill.finish(team);
        times.tile += watch.lap(Phase::tile);
        return mine;
    });
    auto sum = std::bit_cast<std::int64_t>(shard.fingerprint);
    context.comm.sum(std::span(&sum, 1));
    shard.fingerprint = std::bit_cast<std::uint64_t>(sum);
    times.read += watch.lap(Phase::read);  // all ranks have theirs
    return shard;
}

template <class T>
std::int64_t spatial_leaves(std::int64_t rows, int features) {
    constexpr int deepest = 14;
    constexpr int flattest = 3;
    constexpr std::int64_t most_sampled_values = 1 << 20;
    const int levels = std::min({deepest, 1 + log2(std::max<std::int64_t>(rows / rows_per_tile<T>(features), 1)),
                                 log2(std::max<std::int64_t>(most_sampled_values / features / sampled_a_leaf, 1))});
    const bool are_addressed = rows < std::numeric_limits<std::uint32_t>::max() / 2;
    return levels < flattest || !are_addressed ? 0 : std::int64_t{1} << levels;
}

template <class T>
Matrix<T> gather_rows(const Communicator& comm, const Shard<T>& shard, std::span<const std::int64_t> rows) {
    // Each value is added to zeros of all other ranks as a pattern of bits, which is exact.
    const int features = shard.features();
    Matrix<std::int64_t> bits(static_cast<std::int64_t>(rows.size()), features);
    std::vector<T> row(static_cast<std::size_t>(features));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] < shard.rows.begin || rows[i] >= shard.rows.end) continue;
        shard.tiles.copy_row(rows[i] - shard.rows.begin, row.data());
        std::transform(row.begin(), row.end(), bits.row(static_cast<std::int64_t>(i)),
                       [](T value) { return std::bit_cast<std::int64_t>(static_cast<double>(value)); });
    }
    comm.sum(bits.span());
    Matrix<T> gathered(bits.rows(), features);
    std::transform(bits.span().begin(), bits.span().end(), gathered.span().begin(),
                   [](std::int64_t value) { return static_cast<T>(std::bit_cast<double>(value)); });
    return gathered;
}

#define LLOYD_INSTANTIATE(T)                                                                  \
    template Shard<T> fill_shard(const Context&, const RowsToRead<T>&, RowOrder, FillTimes&); \
    template std::int64_t spatial_leaves<T>(std::int64_t, int);                               \
    template Matrix<T> gather_rows(const Communicator&, const Shard<T>&, std::span<const std::int64_t>)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
