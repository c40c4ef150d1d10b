#include "lloyd/data/shard.hpp"

#include "lloyd/base/stopwatch.hpp"
#include "lloyd/parallel/agree.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace lloyd {

namespace {

constexpr std::int64_t no_row = std::numeric_limits<std::int64_t>::max();

/// Rows a slab has room for: whole tiles, so that threads never share one.
template <class T>
std::int64_t rows_per_slab(const Tiles<T>& tiles) {
    const std::int64_t fitting = slab_bytes / (tiles.features() * static_cast<std::int64_t>(sizeof(T)));
    return std::max<std::int64_t>(fitting / tiles.rows_per_tile(), 1) * tiles.rows_per_tile();
}

template <class T>
bool is_finite(const T* row, int features) {
    return std::all_of(row, row + features, [](T value) { return std::isfinite(value); });
}

template <class T>
[[noreturn]] void fail_not_finite(std::int64_t row, const T* values, int features) {
    const auto column = std::find_if(values, values + features, [](T value) { return !std::isfinite(value); });
    fail(ExitCode::data,
         "row {}, column {} (counted from 0) is {}, and k-means needs finite numbers; remove or fill in such rows", row,
         column - values, *column);
}

/// One thread's findings while rows become tiles.
struct alignas(64) Findings {
    std::uint64_t fingerprint = 0;
    std::int64_t first_bad_row = no_row;  ///< local
};

template <class T>
class Filler {
public:
    Filler(const Team& team, Shard<T>& shard)
        : team_(team), shard_(shard), findings_(static_cast<std::size_t>(team.size())) {}

    /// Puts a slab that begins at local row `first` into tiles.
    void store(std::int64_t first, MatrixView<const T> slab) {
        Tiles<T>& tiles = shard_.tiles;
        const std::int64_t step = tiles.rows_per_tile();
        team_.for_each((slab.rows + step - 1) / step, [&](std::int64_t i, int thread) {
            const MatrixView<const T> part{slab.row(i * step), std::min(step, slab.rows - i * step), slab.cols};
            tiles.store(first + i * step, part);
            examine(first + i * step, part, findings_[static_cast<std::size_t>(thread)]);
        });
        std::int64_t bad = no_row;
        for (const Findings& f : findings_) bad = std::min(bad, f.first_bad_row);
        if (bad != no_row) fail_not_finite(shard_.rows.begin + bad, slab.row(bad - first), shard_.features());
    }

    std::uint64_t fingerprint() const {
        return std::accumulate(findings_.begin(), findings_.end(), std::uint64_t{0},
                               [](std::uint64_t sum, const Findings& f) { return sum + f.fingerprint; });
    }

private:
    void examine(std::int64_t first, MatrixView<const T> rows, Findings& findings) const {
        for (std::int64_t i = 0; i < rows.rows; ++i) {
            if (!is_finite(rows.row(i), shard_.features()))
                findings.first_bad_row = std::min(findings.first_bad_row, first + i);
            findings.fingerprint += XXH3_64bits_withSeed(rows.row(i), sizeof(T) * static_cast<std::size_t>(rows.cols),
                                                         static_cast<std::uint64_t>(shard_.rows.begin + first + i));
        }
    }

    const Team& team_;
    Shard<T>& shard_;
    std::vector<Findings> findings_;
};

}  // namespace

template <class T>
Shard<T> fill_shard(const Context& context, std::int64_t global_rows, int features, const RowSource<T>& source,
                    FillTimes& times) {
    Shard<T> shard = agree(context.comm, [&] {
        const RowRange rows = shard_range(global_rows, context.comm.rank(), context.comm.size());
        Shard<T> mine{Tiles<T>(rows.count(), features), rows, global_rows, 0};
        const std::int64_t step = std::min(rows_per_slab(mine.tiles), std::max<std::int64_t>(rows.count(), 1));
        Buffer<T> slab(static_cast<std::size_t>(step * features));
        Filler<T> filler(context.team, mine);
        Stopwatch watch;
        for (std::int64_t first = 0; first < rows.count(); first += step) {
            const MatrixView<T> view{slab.data(), std::min(step, rows.count() - first), features};
            source(rows.begin + first, view);
            times.read_seconds += watch.lap();
            filler.store(first, view);
            times.tile_seconds += watch.lap();
        }
        mine.fingerprint = filler.fingerprint();
        return mine;
    });
    auto sum = std::bit_cast<std::int64_t>(shard.fingerprint);
    context.comm.sum(std::span(&sum, 1));
    shard.fingerprint = std::bit_cast<std::uint64_t>(sum);
    return shard;
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

#define LLOYD_INSTANTIATE(T)                                                                          \
    template Shard<T> fill_shard(const Context&, std::int64_t, int, const RowSource<T>&, FillTimes&); \
    template Matrix<T> gather_rows(const Communicator&, const Shard<T>&, std::span<const std::int64_t>)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
