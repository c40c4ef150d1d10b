// A fit that is stopped in any step and goes on elsewhere gives the bits of one that was left alone.
#include "kmeans/reference/fit_reference.hpp"
#include "kmeans/results.hpp"
#include "lloyd/kmeans/fit.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"
#include "support/world.hpp"

#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

template <class T>
std::vector<Restart<T>> copy_of(std::span<const Restart<T>> restarts) {
    return {restarts.begin(), restarts.end()};
}

/// What a run left: its result, or the restarts as they were when it was stopped.
template <class T>
struct Run {
    FitResult<T> result;
    std::vector<Restart<T>> restarts;
    int steps = 0;
    bool was_stopped = false;
};

/// Goes on from some restarts, and stops after so many steps; 0 never stops. The last rank alone asks for it.
template <class T>
Run<T> run(const Context& context, const Shard<T>& shard, const FitOptions& options,
           const std::vector<Restart<T>>& earlier, int most_steps) {
    Run<T> run;
    int asked = 0;
    PhaseTimes times;
    const bool is_last_rank = context.comm.rank() == context.comm.size() - 1;
    try {
        run.result = fit<T>(context, {.shard = shard, .initial_centers = {}, .restarts = earlier}, options, times,
                            {.progress = {},
                             .stop_requested = [&] { return ++asked == most_steps && is_last_rank; },
                             .advanced = [&](const RestartsNow<T>&) { ++run.steps; },
                             .ended = [&](const RestartsNow<T>& now) { run.restarts = copy_of(now()); }});
    } catch (const FitStopped& stopped) {
        run.was_stopped = true;
        CHECK(stopped.code() == ExitCode::stopped);
    }
    return run;
}

/// Stops after each step in turn, or after every few, on all ranks in one order of rows, and goes on alone in the other.
template <class T>
void expect_same_from_any_step(const Matrix<T>& data, const FitOptions& options, int stride = 1) {
    const Context here{world(), Team(2)};
    const Shard<T> shard = shard_of(here, data, RowOrder::spatial);
    const Context there = alone(3);
    const Shard<T> all_rows = shard_of(there, data);
    const FitResult<T> expected = fit_reference(data.view(), options);
    const int steps = run(here, shard, options, {}, 0).steps;
    REQUIRE(steps > 2);
    for (int step = 1; step < steps; step += stride) {
        CAPTURE(step);
        const Run<T> stopped = run(here, shard, options, {}, step);
        REQUIRE(stopped.was_stopped);
        CHECK(stopped.steps == step);
        const Run<T> resumed = run(there, all_rows, options, stopped.restarts, 0);
        REQUIRE_FALSE(resumed.was_stopped);
        CHECK(same_result(resumed.result, {0, data.rows()}, expected));
    }
}

}  // namespace

TEMPLATE_TEST_CASE("A fit goes on from any step of k-means++ and of the loop", "", float, double) {
    const FitOptions options{.n_clusters = 5, .n_init = 3, .max_iter = 6, .tol = 0};
    SECTION("rows in clusters") { expect_same_from_any_step(clustered_rows<TestType>(900, 3, 4, 1), options); }
    SECTION("rows in many dimensions") { expect_same_from_any_step(uniform_rows<TestType>(200, 40, 1), options); }
    SECTION("restarts that are seeded in groups") {
        const FitOptions many{.n_clusters = 70, .n_init = 6, .max_iter = 2, .tol = 0};
        const Matrix<TestType> data = uniform_rows<TestType>(300, 3, 1);
        const Context context = alone();
        REQUIRE(run(context, shard_of(context, data), many, {}, 0).steps > 2 * many.n_clusters);
        expect_same_from_any_step(data, many, 29);
    }
}

TEST_CASE("A fit goes on from k-means||, a restart after another, and from random rows") {
    FitOptions options{.n_clusters = 5, .n_init = 3, .max_iter = 4, .tol = 0, .init = Init::kmeans_parallel};
    expect_same_from_any_step(clustered_rows<double>(700, 3, 4, 1), options);
    options.init = Init::random;
    expect_same_from_any_step(clustered_rows<double>(700, 3, 4, 1), options);
}

TEST_CASE("A fit that is stopped over and over ends as one that was not") {
    const Context context{world(), Team(1)};
    const Matrix<double> data = clustered_rows<double>(700, 3, 4, 1);
    const Shard<double> shard = shard_of(context, data);
    const FitOptions options{.n_clusters = 6, .n_init = 4, .max_iter = 9, .tol = 0};
    Run<double> last;
    int runs = 0;
    do last = run(context, shard, options, last.restarts, 1);
    while (last.was_stopped && ++runs < 100);
    CHECK(runs > 10);
    CHECK(same_result(last.result, shard.rows, fit_reference(data.view(), options)));
}

TEST_CASE("A fit that did not converge goes on when max_iter is raised") {
    const Context context{world(), Team(1)};
    const Matrix<double> data = clustered_rows<double>(2000, 3, 4, 1);
    const Shard<double> shard = shard_of(context, data);
    FitOptions options{.n_clusters = 9, .n_init = 4, .max_iter = 3, .tol = 0};
    const Run<double> three = run(context, shard, options, {}, 0);
    REQUIRE_FALSE(three.result.best().converged);
    options.max_iter = 40;
    const Run<double> forty = run(context, shard, options, three.restarts, 0);
    CHECK(forty.result.best().n_iter > 3);
    CHECK(same_result(forty.result, shard.rows, fit_reference(data.view(), options)));
    // What it counts as work is its own.
    CHECK(forty.result.work.seeding_pairs == 0);
    CHECK(forty.result.work.sweep_pairs < run(context, shard, options, {}, 0).result.work.sweep_pairs);
}

TEST_CASE("Restarts of another fit are refused") {
    const Context context{world(), Team(1)};
    const Matrix<double> data = clustered_rows<double>(200, 3, 4, 1);
    const Shard<double> shard = shard_of(context, data);
    const FitOptions options{.n_clusters = 5, .n_init = 3, .max_iter = 4};
    const Run<double> earlier = run(context, shard, options, {}, 2);
    FitOptions other = options;
    other.n_init = 4;
    CHECK_THROWS_AS(run(context, shard, other, earlier.restarts, 0), Error);
    other = options;
    other.n_clusters = 1;
    CHECK_THROWS_AS(run(context, shard, other, earlier.restarts, 0), Error);
}
