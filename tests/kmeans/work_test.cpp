// How much a fit leaves out, by count: pruning that prunes no longer is noticed without a clock. Upper bounds are about
// 1.3 times what was measured, which stands beside them; lower ones are half of it, for a counter that has stopped.
#include "lloyd/data/generators.hpp"
#include "lloyd/kmeans/fit.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"

using namespace lloyd;
using namespace lloyd::test;

namespace {

/// What a fit did, in parts of what it would do without leaving anything out.
struct Parts {
    double scored;    ///< of the sweeps' pairs, in single precision
    double measured;  ///< of the sweeps' pairs, by exact distances; one pair a row and restart at least
    double skipped;   ///< of the sweeps' tiles
    double seeding;   ///< of the seeding's pairs
};

double part(std::int64_t count, std::int64_t of_all) {
    return static_cast<double>(count) / static_cast<double>(of_all);
}

template <class T>
Parts parts_of_fit(const GeneratorOptions& generator, RowOrder order, const FitOptions& options, int threads) {
    const Context context = alone(threads);
    FillTimes filling;
    const auto source = [&](std::int64_t first, MatrixView<T> rows) { generate_rows<T>(generator, first, rows, {}); };
    const Shard<T> shard = fill_shard<T>(context, {generator.rows, generator.features, source}, order, filling);
    REQUIRE(shard.tiles.is_spatial() == (order == RowOrder::spatial));
    PhaseTimes times;
    const FitResult<T> result = fit<T>(context, {shard}, options, times);
    std::int64_t sweeps = 0;
    for (const RestartSummary& restart : result.restarts) sweeps += restart.n_iter + 1;
    const Work& work = result.work;
    CHECK(work.sweep_pairs == generator.rows * options.n_clusters * sweeps);
    CHECK(work.tiles == shard.tiles.count() * sweeps);
    return {part(work.scored_pairs, work.sweep_pairs), part(work.measured_pairs, work.sweep_pairs),
            part(work.tiles_skipped, work.tiles), part(work.seeding_scored, work.seeding_pairs)};
}

}  // namespace

TEST_CASE("Of rows in clusters most tiles are not read, by sweeps or by seeding") {
    const GeneratorOptions rows{.rows = 100'000, .features = 10, .centers = 10, .std = 1};
    for (const int threads : {1, 2, 3}) {
        CAPTURE(threads);
        const Parts parts = parts_of_fit<double>(rows, RowOrder::spatial, {.n_clusters = 10}, threads);
        CHECK(parts.skipped > 0.87);  // 0.898
        CHECK(parts.scored < 0.074);  // 0.0570
        CHECK(parts.scored > 0.028);
        CHECK(parts.measured < 0.043);  // 0.0328, nearly all of it for the final inertia
        CHECK(parts.measured > 0.016);
        CHECK(parts.seeding < 0.22);  // 0.166, a little more or less with several threads
        CHECK(parts.seeding > 0.08);
    }
}

TEST_CASE("Of uniform rows in few dimensions few centres are near a tile") {
    const GeneratorOptions rows{.recipe = Recipe::uniform, .rows = 100'000, .features = 4};
    const FitOptions options{.n_clusters = 50, .n_init = 2, .max_iter = 12, .tol = 0};
    for (const int threads : {1, 2, 3}) {
        CAPTURE(threads);
        const Parts parts = parts_of_fit<double>(rows, RowOrder::spatial, options, threads);
        CHECK(parts.skipped > 0.008);  // 0.0153
        CHECK(parts.scored < 0.185);   // 0.142
        CHECK(parts.scored > 0.07);
        CHECK(parts.measured < 0.0023);  // 0.0017, nearly all of it for the final inertia
        CHECK(parts.measured > 0.0009);
        CHECK(parts.seeding < 0.28);  // 0.216
        CHECK(parts.seeding > 0.1);
    }
}

TEST_CASE("Wide rows are filtered feature by feature, fewer of them as centres settle") {
    const GeneratorOptions rows{.rows = 4000, .features = 256, .centers = 100, .std = 5};
    const FitOptions options{.n_clusters = 10, .n_init = 4, .max_iter = 100, .tol = 0};
    for (const int threads : {1, 2, 3}) {
        CAPTURE(threads);
        const Parts parts = parts_of_fit<double>(rows, RowOrder::input, options, threads);
        CHECK(parts.scored < 0.58);  // 0.450
        CHECK(parts.scored > 0.22);
        CHECK(parts.measured < 0.005);  // 0.0038
        CHECK(parts.measured > 0.0019);
        CHECK(parts.seeding < 1.1);  // 1: all trials, whose scores are kept; 1.2 if they were found again
        CHECK(parts.seeding > 0.5);
    }
}

TEST_CASE("Of many centres in many dimensions bounds leave few rows to ask") {
    const GeneratorOptions rows{.rows = 20'000, .features = 32, .centers = 256, .std = 3};
    const FitOptions options{.n_clusters = 256, .n_init = 1, .max_iter = 15, .tol = 0};
    for (const int threads : {1, 2, 3}) {
        CAPTURE(threads);
        const Parts parts = parts_of_fit<float>(rows, RowOrder::input, options, threads);
        CHECK(parts.scored < 0.32);  // 0.243
        CHECK(parts.scored > 0.12);
        CHECK(parts.measured < 0.034);  // 0.0259
        CHECK(parts.measured > 0.013);
        CHECK(parts.seeding < 1.2);  // 1.10: all trials, and every centre once more
        CHECK(parts.seeding > 0.5);
    }
}
