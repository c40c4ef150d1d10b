// An iteration allocates no memory that grows with the rows: what it needs of that kind is there before the first.
#include "lloyd/kmeans/fit.hpp"
#include "support/catch.hpp"
#include "support/counted_allocations.hpp"
#include "support/rows.hpp"

using namespace lloyd;
using namespace lloyd::test;

namespace {

/// The most that any iteration after the second one allocates; before, working space may still grow.
std::int64_t most_bytes_an_iteration(std::int64_t rows, int features, const FitOptions& options, RowOrder order) {
    const Context context = alone(2);
    const Shard<double> shard = shard_of(context, clustered_rows<double>(rows, features, 9, 1), order);
    std::int64_t most = 0;
    std::int64_t before = 0;
    PhaseTimes times;
    const auto count = [&](const Progress& progress) {
        const std::int64_t now = allocated_bytes();
        if (progress.phase == Progress::Phase::iterating && progress.step > 2) most = std::max(most, now - before);
        before = now;
    };
    fit<double>(context, {shard}, options, times, {.progress = count});
    return most;
}

}  // namespace

TEST_CASE("An iteration allocates nothing that grows with the rows") {
    constexpr std::int64_t few = 4000;
    constexpr std::int64_t many = 200'000;
    FitOptions options{.n_clusters = 20, .n_init = 6, .max_iter = 12, .tol = 0, .init = Init::random};
    int features = 8;
    SECTION("several restarts") {}
    SECTION("one restart, whose rows have bounds") {
        options.n_init = 1;
        features = 32;
    }
    for (const RowOrder order : {RowOrder::input, RowOrder::spatial}) {
        const std::int64_t of_few = most_bytes_an_iteration(few, features, options, order);
        const std::int64_t of_many = most_bytes_an_iteration(many, features, options, order);
        CAPTURE(of_few, of_many);
        CHECK(of_few > 0);                           // centres are copied, so they are counted
        CHECK(of_many - of_few < (many - few) / 8);  // a bit a row
    }
}
