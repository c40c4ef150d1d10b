#include "kmeans/seeding/first_centers.hpp"

#include "kmeans/seeding/greedy_seeding.hpp"
#include "kmeans/seeding/parallel_seeding.hpp"
#include "kmeans/seeding/plan.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/core/philox.hpp"
#include "lloyd/parallel/agree.hpp"

#include <algorithm>
#include <span>

namespace lloyd {

namespace {

/// Collective, after each step. Whether it was the last.
template <class T>
bool is_to_end(const Communicator& comm, const FitObserver<T>& observer, const RestartsNow<T>& restarts) {
    if (observer.advanced) observer.advanced(restarts);
    return observer.stop_requested && comm.any(observer.stop_requested());
}

template <class T>
void take_random_rows(const Context& context, const Shard<T>& shard, const FitOptions& options,
                      std::vector<Restart<T>>& restarts) {
    const Philox random(options.seed, Purpose::random_rows);
    for (Restart<T>& restart : restarts) {
        if (restart.is_seeded(options.n_clusters)) continue;
        const auto stream = static_cast<std::uint32_t>(restart.index);
        restart.centers =
            gather_rows(context.comm, shard, sample_rows(random, stream, shard.global_rows, options.n_clusters));
    }
}

template <class T>
SeedingPlan plan_of(const Context& context, const Shard<T>& shard, const PreparedRows<T>& rows,
                    const FitOptions& options) {
    const bool lacks_balls = context.comm.any(shard.tiles.count() > 0 && rows.summaries.empty());
    return plan_seeding(!lacks_balls, rows.rounded.lanes(), shard.features() * std::int64_t{sizeof(T)},
                        options.n_clusters, options.n_init);
}

/// Restarts that are seeded together: neighbours that have as many centres, and not all.
template <class T>
std::vector<RestartRange> groups_of(std::span<const Restart<T>> restarts, int n_clusters, int most_together) {
    std::vector<RestartRange> groups;
    for (int r = 0; r < static_cast<int>(restarts.size()); ++r) {
        const int centers = restarts[static_cast<std::size_t>(r)].n_clusters();
        if (centers == n_clusters) continue;
        const bool joins = !groups.empty() && groups.back().end == r && groups.back().count() < most_together &&
                           restarts[static_cast<std::size_t>(groups.back().begin)].n_clusters() == centers;
        if (joins)
            ++groups.back().end;
        else
            groups.push_back({r, r + 1});
    }
    return groups;
}

/// The centres that restarts have at a place, a row each.
template <class T>
Matrix<T> centers_at(int place, std::span<const Restart<T>> restarts) {
    Matrix<T> centers(std::ssize(restarts), restarts.front().features());
    for (std::size_t i = 0; i < restarts.size(); ++i)
        std::copy_n(restarts[i].centers.row(place), centers.cols(), centers.row(static_cast<std::int64_t>(i)));
    return centers;
}

/// Group after group of restarts, as many as memory is to be taken for.
template <class T>
SeedingOutcome seed_greedily(const Context& context, const Shard<T>& shard, const PreparedRows<T>& rows,
                             const FitOptions& options, const FitObserver<T>& observer,
                             std::vector<Restart<T>>& restarts) {
    const SeedingPlan plan = plan_of(context, shard, rows, options);
    Buffer<float> scores = agree(context.comm, [&] {
        return Buffer<float>(static_cast<std::size_t>(plan.score_bytes(rows.rounded.slots())) / sizeof(float));
    });
    const auto groups = groups_of<T>(restarts, options.n_clusters, plan.restarts_together);
    const auto steps_of = [&](const RestartRange& range) {
        return options.n_clusters - restarts[static_cast<std::size_t>(range.begin)].n_clusters();
    };
    Progress progress{.phase = Progress::Phase::seeding, .n_init = options.n_init};
    for (const RestartRange& range : groups) progress.most_steps += steps_of(range);

    SeedingOutcome outcome;
    for (const RestartRange& range : groups) {
        GreedySeeding<T> seeding(context, shard, rows, options, range, scores.span());
        const auto group = std::span(restarts).subspan(static_cast<std::size_t>(range.begin),
                                                       static_cast<std::size_t>(range.count()));
        const RestartsNow<T> now = [&] {
            for (int i = 0; i < range.count(); ++i)
                group[static_cast<std::size_t>(i)].centers = Matrix<T>(seeding.centers(i));
            return std::span<const Restart<T>>(restarts);
        };
        const int steps = steps_of(range);
        for (int place = 0; place < options.n_clusters - steps; ++place)
            seeding.add_known(centers_at<T>(place, group));
        for (int step = 0; step < steps && !outcome.is_to_end; ++step) {
            seeding.add_center();
            progress.step += 1;
            if (observer.progress) observer.progress(progress);
            outcome.is_to_end = is_to_end(context.comm, observer, now);
        }
        now();
        outcome.scored_pairs += seeding.scored_pairs();
        if (outcome.is_to_end) break;
    }
    return outcome;
}

/// One restart after another.
template <class T>
SeedingOutcome seed_in_rounds(const Context& context, const Shard<T>& shard, const FitOptions& options,
                              const FitObserver<T>& observer, std::vector<Restart<T>>& restarts) {
    SeedingOutcome outcome;
    for (Restart<T>& restart : restarts) {
        if (restart.is_seeded(options.n_clusters)) continue;
        restart.centers = parallel_seeds(context, shard, options, restart.index, outcome.scored_pairs);
        if (observer.progress)
            observer.progress({Progress::Phase::seeding, restart.index + 1, options.n_init, 0, options.n_init});
        outcome.is_to_end =
            is_to_end<T>(context.comm, observer, [&] { return std::span<const Restart<T>>(restarts); });
        if (outcome.is_to_end) break;
    }
    return outcome;
}

}  // namespace

template <class T>
SeedingOutcome choose_first_centers(const Context& context, const Shard<T>& shard, const PreparedRows<T>& rows,
                                    const FitOptions& options, const FitObserver<T>& observer,
                                    std::vector<Restart<T>>& restarts) {
    const bool are_seeded =
        std::ranges::all_of(restarts, [&](const auto& restart) { return restart.is_seeded(options.n_clusters); });
    if (are_seeded) return {};
    if (options.init == Init::kmeans_plus_plus)
        return seed_greedily(context, shard, rows, options, observer, restarts);
    if (options.init == Init::kmeans_parallel) return seed_in_rounds(context, shard, options, observer, restarts);
    take_random_rows(context, shard, options, restarts);
    return {};
}

#define LLOYD_INSTANTIATE(T)                                                                             \
    template SeedingOutcome choose_first_centers(const Context&, const Shard<T>&, const PreparedRows<T>&, \
                                                 const FitOptions&, const FitObserver<T>&, std::vector<Restart<T>>&)
LLOYD_INSTANTIATE(float);
LLOYD_INSTANTIATE(double);

}  // namespace lloyd
