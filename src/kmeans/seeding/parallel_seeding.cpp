#include "kmeans/seeding/parallel_seeding.hpp"

#include "kmeans/seeding/choose_among.hpp"
#include "kmeans/seeding/rules.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/base/fault_point.hpp"
#include "lloyd/core/exact/nearest.hpp"
#include "lloyd/core/philox.hpp"
#include "lloyd/data/for_each_tile.hpp"
#include "lloyd/parallel/agree.hpp"
#include "lloyd/parallel/per_thread.hpp"

#include <algorithm>

namespace lloyd {

namespace {

/// Candidates of one restart, and what a rank's rows know of them.
template <class T>
class Oversampling {
public:
    Oversampling(const Context& context, const Shard<T>& shard, const FitOptions& options, int restart)
        : context_(context),
          shard_(shard),
          n_clusters_(options.n_clusters),
          restart_(restart),
          random_(options.seed, Purpose::oversampling),
          closest_(agree(context.comm, [&] { return Buffer<T>(slots()); })),
          nearest_(agree(context.comm, [&] { return Buffer<std::int32_t>(slots()); })) {
        const std::int64_t first = below(Philox(options.seed, Purpose::seeding)(stream(), 0, 0), shard.global_rows);
        add(std::span(&first, 1));
        for (int round = 1; farthest_ > 0 && (round <= oversampling_rounds || count() < n_clusters_); ++round)
            add(take(round));
    }

    Matrix<T> candidates() const {
        Matrix<T> rows(count(), shard_.features());
        std::copy(values_.begin(), values_.end(), rows.span().begin());
        return rows;
    }

    /// Rows of all ranks that are nearest to each candidate.
    std::vector<std::int64_t> counts() const {
        PerThread<std::vector<std::int64_t>> by_thread(context_.team,
                                                       std::vector<std::int64_t>(static_cast<std::size_t>(count())));
        for_each_slot(
            [&](std::size_t slot, int thread) { ++by_thread[thread][static_cast<std::size_t>(nearest_[slot])]; });
        std::vector<std::int64_t> counts = by_thread.sum();
        context_.comm.sum(counts);
        return counts;
    }

    std::int64_t measured_pairs() const { return count() * shard_.rows.count(); }

private:
    std::size_t slots() const { return static_cast<std::size_t>(shard_.tiles.slots()); }
    std::uint32_t stream() const { return static_cast<std::uint32_t>(restart_); }
    std::int64_t count() const { return static_cast<std::int64_t>(values_.size()) / shard_.features(); }

    template <class Body>
    void for_each_slot(const Body& body) const {
        for_each_tile(context_.team, shard_.tiles, [&](std::int64_t tile, const TileView<T>& view, int thread) {
            for (int i = 0; i < view.rows; ++i)
                body(static_cast<std::size_t>(shard_.tiles.first_slot(tile) + i), thread);
        });
    }

    /// Takes rows, the same on every rank, for candidates.
    void add(std::span<const std::int64_t> rows) {
        if (rows.empty()) return;
        const bool begins = values_.empty();
        const auto before = static_cast<std::int32_t>(count());
        const Matrix<T> added = gather_rows(context_.comm, shard_, rows);
        values_.insert(values_.end(), added.span().begin(), added.span().end());
        const Panels<T> panels(added.view());
        const auto padded = static_cast<std::size_t>(padded_rows<T>(shard_.tiles.rows_per_tile()));
        struct Mine {
            std::vector<std::int32_t> labels;
            std::vector<T> squared;
            double farthest = 0;
        };
        PerThread<Mine> by_thread(context_.team, {std::vector<std::int32_t>(padded), std::vector<T>(padded)});
        for_each_tile(context_.team, shard_.tiles, [&](std::int64_t index, const TileView<T>& tile, int thread) {
            Mine& mine = by_thread[thread];
            nearest(tile, panels, mine.labels.data(), mine.squared.data());
            for (int i = 0; i < tile.rows; ++i) {
                const auto slot = static_cast<std::size_t>(shard_.tiles.first_slot(index) + i);
                const T distance = mine.squared[static_cast<std::size_t>(i)];
                if (begins || distance < closest_[slot]) {
                    closest_[slot] = distance;
                    nearest_[slot] = before + mine.labels[static_cast<std::size_t>(i)];
                }
                mine.farthest = std::max(mine.farthest, static_cast<double>(closest_[slot]));
            }
        });
        fault_point(Phase::seed, context_.comm.rank());
        farthest_ = 0;
        by_thread.for_each([&](const Mine& mine) { farthest_ = std::max(farthest_, mine.farthest); });
        context_.comm.max(std::span(&farthest_, 1));
    }

    /// A round: global rows in ascending order.
    std::vector<std::int64_t> take(int round) const {
        const double scale = weight_scale(farthest_, shard_.global_rows);
        const auto weight = [&](std::size_t slot) { return weight_of(static_cast<double>(closest_[slot]), scale); };
        PerThread<std::int64_t> totals(context_.team, 0);
        for_each_slot([&](std::size_t slot, int thread) { totals[thread] += weight(slot); });
        std::int64_t total = totals.sum();
        context_.comm.sum(std::span(&total, 1));

        PerThread<std::vector<std::int64_t>> taken(context_.team, std::vector<std::int64_t>());
        context_.team.run([&](int thread) {
            const RowRange part = part_of(shard_.rows.count(), thread, context_.team.size());
            for (std::int64_t row = part.begin; row < part.end; ++row) {
                const auto slot = static_cast<std::size_t>(shard_.tiles.slot(row));
                const std::int64_t global = shard_.rows.begin + row;
                if (is_taken(random_, restart_, round, global, n_clusters_, weight(slot), total))
                    taken[thread].push_back(global);
            }
        });
        std::vector<std::int64_t> mine;
        taken.for_each([&](const auto& rows) { mine.insert(mine.end(), rows.begin(), rows.end()); });
        return context_.comm.all_gather(std::span<const std::int64_t>(mine));
    }

    const Context& context_;
    const Shard<T>& shard_;
    int n_clusters_;
    int restart_;
    Philox random_;
    std::vector<T> values_;         ///< candidates, one after another
    Buffer<T> closest_;             ///< [slot] squared distance to the nearest candidate
    Buffer<std::int32_t> nearest_;  ///< [slot] which it is, the first of equals
    double farthest_ = 0;           ///< largest of closest_, of all ranks
};

}  // namespace

template <class T>
Matrix<T> parallel_seeds(const Context& context, const Shard<T>& shard, const FitOptions& options, int restart,
                         std::int64_t& measured_pairs) {
    const Oversampling<T> sampling(context, shard, options, restart);
    measured_pairs += sampling.measured_pairs();
    return choose_among(context.team, sampling.candidates(), sampling.counts(), options, restart);
}

#define LLOYD_INSTANTIATE(T) \
    template Matrix<T> parallel_seeds(const Context&, const Shard<T>&, const FitOptions&, int, std::int64_t&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
