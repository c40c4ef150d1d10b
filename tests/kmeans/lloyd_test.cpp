// The loop as whoever runs it sees it: what it tells after each iteration, and how it can be stopped.
#include "kmeans/lloyd.hpp"

#include "support/catch.hpp"
#include "support/rows.hpp"
#include "support/world.hpp"

#include <algorithm>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

constexpr int n_clusters = 9;
const FitOptions options{.n_clusters = n_clusters, .n_init = 3, .max_iter = 40, .tol = 0, .init = Init::random};
const Matrix<double> data = clustered_rows<double>(2000, 4, 7, 1);

/// Distinct rows as first centres.
std::vector<Restart<double>> seeds() {
    std::vector<Restart<double>> restarts;
    for (int i = 0; i < options.n_init; ++i)
        restarts.push_back({.index = i, .centers = Matrix<double>({data.row(100 * i), n_clusters, data.cols()})});
    return restarts;
}

/// Runs the loop on all ranks.
std::vector<Restart<double>> run(std::vector<Restart<double>> restarts, const LoopObserver<double>& observer,
                                 const FitOptions& with = options) {
    const Context context{world(), Team(2)};
    const Shard<double> shard = shard_of(context, data, RowOrder::spatial);
    const PreparedRows<double> rows = prepare_rows(context, shard, Lanes::rows);
    Assignment<double> assignment(context.team, shard, rows, n_clusters, with.n_init);
    run_lloyd(context, shard, rows.statistics, with, assignment, restarts, observer);
    return restarts;
}

bool same(const Restart<double>& a, const Restart<double>& b) {
    return a.index == b.index && a.centers == b.centers && a.assigned == b.assigned && a.summary == b.summary &&
           a.history == b.history && a.stopped == b.stopped;
}

}  // namespace

TEST_CASE("After each iteration the restarts are told as they are, the same on every rank") {
    std::vector<int> iterations;
    std::vector<Restart<double>> last;
    const auto restarts = run(seeds(), {.stop_requested = {}, .iterated = [&](int iteration, auto all) {
                                            iterations.push_back(iteration);
                                            last.assign(all.begin(), all.end());
                                            for (const Restart<double>& restart : all) {
                                                CHECK(std::ssize(restart.history.inertia) == restart.summary.n_iter);
                                                CHECK(restart.summary.n_iter <= iteration);
                                                CHECK((restart.stopped || restart.summary.n_iter == iteration));
                                            }
                                        }});
    REQUIRE(last.size() == restarts.size());
    for (std::size_t i = 0; i < last.size(); ++i) CHECK(same(last[i], restarts[i]));
    REQUIRE(iterations.size() > 4);
    for (std::size_t i = 0; i < iterations.size(); ++i) CHECK(iterations[i] == static_cast<int>(i) + 1);
}

TEST_CASE("One rank's wish stops all after the same iteration, with what fewer iterations would have given") {
    const int last_rank = world().size() - 1;
    int asked = 0;
    const auto stopped =
        run(seeds(), {.stop_requested = [&] { return world().rank() == last_rank && ++asked == 3; }, .iterated = {}});
    FitOptions three = options;
    three.max_iter = 3;
    const auto expected = run(seeds(), {}, three);
    for (std::size_t i = 0; i < stopped.size(); ++i) {
        CHECK(stopped[i].summary.n_iter == 3);
        CHECK(stopped[i].centers == expected[i].centers);
        CHECK(stopped[i].history == expected[i].history);
        CHECK_FALSE(stopped[i].stopped);  // it could go on
    }
}

TEST_CASE("A restart's centres follow from those that rows were assigned by, in one iteration") {
    const auto three = [] {
        FitOptions some = options;
        some.max_iter = 3;
        return run(seeds(), {}, some);
    }();
    std::vector<Restart<double>> again;
    for (const Restart<double>& restart : three) again.push_back({.index = restart.index, .centers = restart.assigned});
    FitOptions one = options;
    one.max_iter = 1;
    const auto repeated = run(again, {}, one);
    for (std::size_t i = 0; i < three.size(); ++i) CHECK(repeated[i].centers == three[i].centers);
}

TEST_CASE("Restarts go on from where an earlier run left them, as if it had not ended") {
    const auto whole = run(seeds(), {});
    int shortest = options.max_iter;
    int longest = 0;
    for (const Restart<double>& restart : whole) {
        shortest = std::min(shortest, restart.summary.n_iter);
        longest = std::max(longest, restart.summary.n_iter);
    }
    REQUIRE(longest - shortest > 2);
    for (const int end :
         {1, 3, shortest, shortest + 1}) {  // with all restarts on their way, and with one that has stopped
        CAPTURE(end);
        int asked = 0;
        const auto half = run(seeds(), {.stop_requested = [&] { return ++asked == end; }, .iterated = {}});
        const auto resumed = run(half, {});
        for (std::size_t i = 0; i < whole.size(); ++i) CHECK(same(resumed[i], whole[i]));
    }
}
