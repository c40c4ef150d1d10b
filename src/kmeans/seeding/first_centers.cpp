#include "kmeans/seeding/first_centers.hpp"

#include "kmeans/seeding/greedy_seeding.hpp"
#include "kmeans/seeding/parallel_seeding.hpp"
#include "kmeans/seeding/plan.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/core/philox.hpp"
#include "lloyd/parallel/agree.hpp"

#include <algorithm>
#include <array>

namespace lloyd {

namespace {

template <class T>
FirstCenters<T> random_rows(const Context& context, const Shard<T>& shard, const FitOptions& options) {
    const Philox random(options.seed, Purpose::random_rows);
    FirstCenters<T> first;
    for (int restart = 0; restart < options.n_init; ++restart) {
        const auto stream = static_cast<std::uint32_t>(restart);
        first.centers.push_back(
            gather_rows(context.comm, shard, sample_rows(random, stream, shard.global_rows, options.n_clusters)));
    }
    return first;
}

/// Group after group of restarts, as many as memory is to be taken for.
template <class T>
FirstCenters<T> greedy_rows(const Context& context, const Shard<T>& shard, const PreparedRows<T>& rows,
                            const FitOptions& options, const ProgressObserver& observe) {
    std::array<std::int64_t, 1> lacks_balls{shard.tiles.count() > 0 && rows.summaries.empty()};
    context.comm.max(std::span(lacks_balls));
    const SeedingPlan plan =
        plan_seeding(lacks_balls[0] == 0, rows.rounded.lanes(), shard.features() * std::int64_t{sizeof(T)},
                     options.n_clusters, options.n_init);
    Buffer<float> scores = agree(context.comm, [&] {
        return Buffer<float>(static_cast<std::size_t>(plan.score_bytes(rows.rounded.slots())) / sizeof(float));
    });
    const int groups = (options.n_init + plan.restarts_together - 1) / plan.restarts_together;
    int steps_done = 0;
    FirstCenters<T> first;
    for (int begin = 0; begin < options.n_init; begin += plan.restarts_together) {
        const RestartRange restarts{begin, std::min(begin + plan.restarts_together, options.n_init)};
        GreedySeeding<T> seeding(context, shard, rows, options, restarts, scores.span());
        for (int step = 0; step < options.n_clusters; ++step) {
            seeding.add_center();
            steps_done += 1;
            if (observe)
                observe({Progress::Phase::seeding, steps_done, groups * options.n_clusters, 0, options.n_init});
        }
        for (Matrix<T>& centers : seeding.centers()) first.centers.push_back(std::move(centers));
        first.scored_pairs += seeding.scored_pairs();
    }
    return first;
}

}  // namespace

template <class T>
FirstCenters<T> choose_first_centers(const Context& context, const Shard<T>& shard, const PreparedRows<T>& rows,
                                     const FitOptions& options, const ProgressObserver& observe) {
    if (options.init == Init::random) return random_rows(context, shard, options);
    if (options.init == Init::kmeans_plus_plus) return greedy_rows(context, shard, rows, options, observe);
    FirstCenters<T> first;
    for (int restart = 0; restart < options.n_init; ++restart) {
        first.centers.push_back(parallel_seeds(context, shard, options, restart, first.scored_pairs));
        if (observe) observe({Progress::Phase::seeding, restart + 1, options.n_init, 0, options.n_init});
    }
    return first;
}

#define LLOYD_INSTANTIATE(T)                                                                               \
    template FirstCenters<T> choose_first_centers(const Context&, const Shard<T>&, const PreparedRows<T>&, \
                                                  const FitOptions&, const ProgressObserver&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
