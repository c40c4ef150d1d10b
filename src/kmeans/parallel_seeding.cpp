#include "kmeans/parallel_seeding.hpp"

#include "kmeans/draw.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/core/kernels.hpp"
#include "lloyd/parallel/agree.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

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
        auto of_threads = context_.team.copies(std::vector<std::int64_t>(static_cast<std::size_t>(count())));
        for_each_slot([&](std::size_t slot, int thread) {
            ++of_threads[static_cast<std::size_t>(thread)][static_cast<std::size_t>(nearest_[slot])];
        });
        std::vector<std::int64_t> counts(static_cast<std::size_t>(count()));
        for (const auto& mine : of_threads)
            std::transform(mine.begin(), mine.end(), counts.begin(), counts.begin(), std::plus<>());
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
        context_.team.for_each(shard_.tiles.count(), [&](std::int64_t tile, int thread) {
            for (int i = 0; i < shard_.tiles.tile(tile).rows; ++i)
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
        auto labels = context_.team.copies(std::vector<std::int32_t>(padded));
        auto squared = context_.team.copies(std::vector<T>(padded));
        auto farthest = context_.team.copies(0.0);
        context_.team.for_each(shard_.tiles.count(), [&](std::int64_t index, int of_thread) {
            const auto thread = static_cast<std::size_t>(of_thread);
            const TileView<T> tile = shard_.tiles.tile(index);
            nearest(tile, panels, labels[thread].data(), squared[thread].data());
            for (int i = 0; i < tile.rows; ++i) {
                const auto slot = static_cast<std::size_t>(shard_.tiles.first_slot(index) + i);
                const T distance = squared[thread][static_cast<std::size_t>(i)];
                if (begins || distance < closest_[slot]) {
                    closest_[slot] = distance;
                    nearest_[slot] = before + labels[thread][static_cast<std::size_t>(i)];
                }
                farthest[thread] = std::max(farthest[thread], static_cast<double>(closest_[slot]));
            }
        });
        farthest_ = *std::max_element(farthest.begin(), farthest.end());
        context_.comm.max(std::span(&farthest_, 1));
    }

    /// A round: global rows in ascending order.
    std::vector<std::int64_t> take(int round) const {
        const double scale = weight_scale(farthest_, shard_.global_rows);
        const auto weight = [&](std::size_t slot) { return weight_of(static_cast<double>(closest_[slot]), scale); };
        auto totals = context_.team.copies(std::int64_t{0});
        for_each_slot([&](std::size_t slot, int thread) { totals[static_cast<std::size_t>(thread)] += weight(slot); });
        std::int64_t total = std::accumulate(totals.begin(), totals.end(), std::int64_t{0});
        context_.comm.sum(std::span(&total, 1));

        auto taken = context_.team.copies(std::vector<std::int64_t>());
        context_.team.run([&](int thread) {
            const RowRange part = shard_range(shard_.rows.count(), thread, context_.team.size());
            for (std::int64_t row = part.begin; row < part.end; ++row) {
                const auto slot = static_cast<std::size_t>(shard_.tiles.slot(row));
                const std::int64_t global = shard_.rows.begin + row;
                if (is_taken(random_, restart_, round, global, n_clusters_, weight(slot), total))
                    taken[static_cast<std::size_t>(thread)].push_back(global);
            }
        });
        std::vector<std::int64_t> mine;
        for (const auto& of_thread : taken) mine.insert(mine.end(), of_thread.begin(), of_thread.end());
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

bool is_taken(const Philox& random, int restart, int round, std::int64_t row, int n_clusters, std::int64_t weight,
              std::int64_t total) {
    const auto draw = static_cast<std::uint32_t>(restart) | static_cast<std::uint32_t>(round) << 16;
    return below(random.at_row(row, draw), total) < static_cast<__int128>(weight) * n_clusters;
}

template <class T>
Matrix<T> choose_among(const Team& team, const Matrix<T>& candidates, std::span<const std::int64_t> counts,
                       const FitOptions& options, int restart) {
    const Philox random(options.seed, Purpose::seeding);
    const std::int64_t rows = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
    const auto size = static_cast<std::size_t>(candidates.rows());
    const int most_trials = trials_per_step(options.n_clusters);
    Tiles<T> tiles(candidates.rows(), static_cast<int>(candidates.cols()));
    tiles.store(0, candidates.view());
    std::vector<T> closest(size, std::numeric_limits<T>::infinity());
    std::vector<T> to_trials(size * static_cast<std::size_t>(most_trials));
    std::vector<std::int64_t> weights(size);
    const auto padded = static_cast<std::size_t>(padded_rows<T>(tiles.rows_per_tile()));
    auto squared = team.copies(std::vector<T>(padded * static_cast<std::size_t>(most_trials)));
    Matrix<T> centers(options.n_clusters, candidates.cols());
    double scale = 0;
    for (int step = 0; step < options.n_clusters; ++step) {
        const int trials = step == 0 ? 1 : most_trials;
        if (std::ranges::all_of(weights, [](std::int64_t weight) { return weight == 0; }))
            weights.assign(counts.begin(), counts.end());
        const std::int64_t total = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
        Matrix<T> drawn(trials, candidates.cols());
        for (int trial = 0; trial < trials; ++trial) {
            std::int64_t left = draw_weight(random, restart, step, trial, total);
            std::size_t i = 0;
            for (; left >= weights[i]; ++i) left -= weights[i];
            std::copy_n(candidates.row(static_cast<std::int64_t>(i)), candidates.cols(), drawn.row(trial));
        }
        const Panels<T> panels(std::as_const(drawn).view());
        auto potentials = team.copies(std::vector<std::int64_t>(static_cast<std::size_t>(trials)));
        team.for_each(tiles.count(), [&](std::int64_t index, int thread) {
            const TileView<T> tile = tiles.tile(index);
            T* const mine = squared[static_cast<std::size_t>(thread)].data();
            all_distances(tile, panels, mine);
            for (int trial = 0; trial < trials; ++trial)
                for (int i = 0; i < tile.rows; ++i) {
                    const auto row = static_cast<std::size_t>(tiles.first_slot(index) + i);
                    const T distance = std::min(closest[row], mine[trial * padded_rows<T>(tile.rows) + i]);
                    to_trials[static_cast<std::size_t>(trial) * size + row] = distance;
                    potentials[static_cast<std::size_t>(thread)][static_cast<std::size_t>(trial)] +=
                        counts[row] * weight_of(static_cast<double>(distance), scale);
                }
        });
        for (const auto& of_thread : std::span(potentials).subspan(1))
            std::transform(of_thread.begin(), of_thread.end(), potentials[0].begin(), potentials[0].begin(),
                           std::plus<>());
        const auto best = std::min_element(potentials[0].begin(), potentials[0].end()) - potentials[0].begin();
        std::copy_n(drawn.row(best), candidates.cols(), centers.row(step));
        std::copy_n(to_trials.begin() + best * static_cast<std::int64_t>(size), size, closest.begin());
        scale = weight_scale(static_cast<double>(*std::max_element(closest.begin(), closest.end())), rows);
        for (std::size_t i = 0; i < size; ++i)
            weights[i] = counts[i] * weight_of(static_cast<double>(closest[i]), scale);
    }
    return centers;
}

template <class T>
Matrix<T> oversampled_centers(const Context& context, const Shard<T>& shard, const FitOptions& options, int restart,
                              std::int64_t& measured_pairs) {
    const Oversampling<T> sampling(context, shard, options, restart);
    measured_pairs += sampling.measured_pairs();
    return choose_among(context.team, sampling.candidates(), sampling.counts(), options, restart);
}

#define LLOYD_INSTANTIATE(T)                                                                                         \
    template Matrix<T> choose_among(const Team&, const Matrix<T>&, std::span<const std::int64_t>, const FitOptions&, \
                                    int);                                                                            \
    template Matrix<T> oversampled_centers(const Context&, const Shard<T>&, const FitOptions&, int, std::int64_t&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
