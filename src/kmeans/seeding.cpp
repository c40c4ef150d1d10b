#include "kmeans/seeding.hpp"

#include "kmeans/greedy_seeding.hpp"
#include "kmeans/parallel_seeding.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/core/fixed_point.hpp"
#include "lloyd/core/philox.hpp"
#include "lloyd/parallel/agree.hpp"

#include <algorithm>
#include <cmath>

namespace lloyd {

namespace {

template <class T>
Seeds<T> random_rows(const Context& context, const Shard<T>& shard, const FitOptions& options) {
    const Philox random(options.seed, Purpose::random_rows);
    Seeds<T> seeds;
    for (int restart = 0; restart < options.n_init; ++restart) {
        const auto stream = static_cast<std::uint32_t>(restart);
        seeds.centers.push_back(
            gather_rows(context.comm, shard, sample_rows(random, stream, shard.global_rows, options.n_clusters)));
    }
    return seeds;
}

template <class T>
Seeds<T> greedy_rows(const Context& context, const Shard<T>& shard, const Digest<T>& rows, const FitOptions& options,
                     const ProgressObserver& observe) {
    // Scores are found anew when all restarts' are too many to keep, if all ranks can.
    const bool has_rows = shard.tiles.count() > 0;
    const bool keeps_trials = has_rows && rows.summaries.empty();
    std::int64_t most[] = {has_rows && !GreedySeeding<T>::can_find_anew(rows.summaries, options.n_clusters),
                           keeps_trials ? kept_scores(rows.rounded.lanes(), options.n_clusters) : 1};
    context.comm.max(std::span(most));
    const bool keeps = most[0] != 0;
    const auto of_row = static_cast<int>(most[1]);
    const int kept = seeding_group(static_cast<int>(sizeof(T)) * shard.features(), of_row, options.n_init);
    const int group = keeps ? kept : options.n_init;
    Buffer<float> scores = agree(context.comm, [&] {
        return Buffer<float>(group > kept ? 0 : static_cast<std::size_t>(group * of_row * rows.rounded.slots()));
    });
    const int groups = (options.n_init + group - 1) / group;
    int steps_done = 0;
    Seeds<T> seeds;
    for (int first = 0; first < options.n_init; first += group) {
        const RestartRange restarts{first, std::min(first + group, options.n_init)};
        GreedySeeding<T> seeding(context, shard, rows, options, restarts, scores.span());
        for (int step = 0; step < options.n_clusters; ++step) {
            seeding.add_center();
            steps_done += 1;
            if (observe)
                observe({Progress::Phase::seeding, steps_done, groups * options.n_clusters, 0, options.n_init});
        }
        for (Matrix<T>& of_restart : seeding.take_centers()) seeds.centers.push_back(std::move(of_restart));
        seeds.scored_pairs += seeding.scored_pairs();
    }
    return seeds;
}

}  // namespace

int trials_per_step(int n_clusters) { return 2 + static_cast<int>(std::log(n_clusters)); }

double weight_scale(double maximum, std::int64_t rows) {
    if (!(maximum > 0)) return 0;
    constexpr int largest_exponent = 1000;  // keeps the scale itself finite
    const int weight_bits = FixedPoint(maximum, rows).limb_bits();
    int log2_maximum = 0;
    std::frexp(maximum, &log2_maximum);
    return std::ldexp(1.0, std::min(weight_bits - log2_maximum, largest_exponent));
}

int kept_scores(Lanes lanes, int n_clusters) { return lanes == Lanes::features ? 1 + trials_per_step(n_clusters) : 1; }

int seeding_group(int row_bytes, int kept_scores, int n_init) {
    return std::clamp(row_bytes / (8 * kept_scores), 1, n_init);
}

template <class T>
Seeds<T> seed_centers(const Context& context, const Shard<T>& shard, const Digest<T>& rows, const FitOptions& options,
                      const ProgressObserver& observe) {
    if (options.init == Init::random) return random_rows(context, shard, options);
    if (options.init == Init::kmeans_plus_plus) return greedy_rows(context, shard, rows, options, observe);
    Seeds<T> seeds;
    for (int restart = 0; restart < options.n_init; ++restart) {
        seeds.centers.push_back(oversampled_centers(context, shard, options, restart, seeds.scored_pairs));
        if (observe) observe({Progress::Phase::seeding, restart + 1, options.n_init, 0, options.n_init});
    }
    return seeds;
}

template Seeds<float> seed_centers(const Context&, const Shard<float>&, const Digest<float>&, const FitOptions&,
                                   const ProgressObserver&);
template Seeds<double> seed_centers(const Context&, const Shard<double>&, const Digest<double>&, const FitOptions&,
                                    const ProgressObserver&);

}  // namespace lloyd
