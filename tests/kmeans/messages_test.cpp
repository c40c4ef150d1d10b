// What ranks tell each other while they iterate, counted: one Allreduce for all restarts and nothing else.
#include "lloyd/kmeans/fit.hpp"
#include "support/catch.hpp"
#include "support/counted_messages.hpp"
#include "support/rows.hpp"
#include "support/world.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

struct CountedFit {
    FitResult<double> result;
    PhaseTimes times;
    std::vector<Calls> iterations;  ///< of each but the first, since the one before ended
    Calls all;
};

CountedFit counted_fit(const Matrix<double>& data, const FitOptions& options) {
    const Context context{world(), Team(1)};
    const Shard<double> shard = shard_of(context, data);
    CountedFit counted;
    const Calls begin = calls();
    Calls before = begin;
    const auto count = [&](const Progress& progress) {
        if (progress.phase == Progress::Phase::iterating && progress.step > 1)
            counted.iterations.push_back(calls() - before);
        before = calls();
    };
    counted.result = fit<double>(context, {shard}, options, counted.times, {.progress = count});
    counted.all = calls() - begin;
    for (const RestartSummary& restart : counted.result.restarts) REQUIRE(restart.empty_relocations == 0);
    return counted;
}

/// None between a single rank and itself.
Calls allreduces(std::int64_t count, std::int64_t bytes) {
    if (world().size() == 1) return {};
    return {count, bytes, 0};
}

/// Of an iteration with so many restarts: changes of each, and how many ranks ask to stop or have failed. message: with
/// one restart.
std::int64_t message_bytes(std::int64_t restarts, std::int64_t message) {
    constexpr std::int64_t votes = 2 * sizeof(std::int64_t);
    return restarts * (message - votes) + votes;
}

/// More clusters than there are in the rows, so that no restart converges in a few iterations.
Matrix<double> rows() { return clustered_rows<double>(3000, 6, 4, 1); }
FitOptions options_of(int n_init, int max_iter) {
    return {.n_clusters = 12, .n_init = n_init, .max_iter = max_iter, .tol = 0};
}

}  // namespace

TEST_CASE("Allreduces and other calls are counted") {
    const Calls before = calls();
    std::array<std::int64_t, 3> values{};
    world().sum(values);
    world().barrier();
    CHECK(calls() - before == (world().size() > 1 ? Calls{1, 24, 1} : Calls{}));
}

TEST_CASE("An iteration takes one Allreduce for all restarts, and no other message") {
    const Matrix<double> data = rows();
    const CountedFit one = counted_fit(data, options_of(1, 6));
    const CountedFit four = counted_fit(data, options_of(4, 6));
    for (const RestartSummary& restart : four.result.restarts) REQUIRE(restart.n_iter == 6);
    REQUIRE(four.iterations.size() == 5);
    const std::int64_t message = one.result.work.reduction_bytes / 6;
    // Of each cluster two limbs a feature and a count, and how many labels changed; a little padding.
    CHECK(message >= 8 * (12 * (2 * 6 + 1) + 1));
    CHECK(message < 2 * 8 * (12 * (2 * 6 + 1) + 1));
    for (const Calls& iteration : one.iterations) CHECK(iteration == allreduces(1, message));
    for (const Calls& iteration : four.iterations) CHECK(iteration == allreduces(1, message_bytes(4, message)));
}

TEST_CASE("Three more iterations are three more Allreduces of the whole fit") {
    const Matrix<double> data = rows();
    const CountedFit three = counted_fit(data, options_of(4, 3));
    const CountedFit six = counted_fit(data, options_of(4, 6));
    CHECK(three.result.work.reductions == 3);
    CHECK(six.result.work.reductions == 6);
    CHECK(six.result.work.reduction_bytes == 2 * three.result.work.reduction_bytes);
    const Calls more = six.all - three.all;
    CHECK(more.allreduces == (world().size() > 1 ? 3 : 0));
    CHECK(more.others == 0);
}

TEST_CASE("Restarts that have stopped are reduced no longer") {
    const Matrix<double> data = rows();
    const CountedFit one = counted_fit(data, options_of(1, 1));
    const CountedFit four = counted_fit(data, options_of(4, 300));
    const std::int64_t message = one.result.work.reduction_bytes;
    std::vector<int> lengths;
    for (const RestartSummary& restart : four.result.restarts) lengths.push_back(restart.n_iter);
    std::sort(lengths.begin(), lengths.end());
    REQUIRE(lengths.front() < lengths.back());
    REQUIRE(std::ssize(four.iterations) == lengths.back() - 1);
    CHECK(four.result.work.reductions == lengths.back());
    const int iterations = std::accumulate(lengths.begin(), lengths.end(), 0);
    CHECK(four.result.work.reduction_bytes ==
          message_bytes(iterations, message) + message_bytes(0, message) * (lengths.back() - 1));
    for (int step = 2; step <= lengths.back(); ++step) {
        const auto active = std::count_if(lengths.begin(), lengths.end(), [&](int n_iter) { return n_iter >= step; });
        CHECK(four.iterations[static_cast<std::size_t>(step - 2)] == allreduces(1, message_bytes(active, message)));
    }
}

TEST_CASE("Reducing is the shortest Allreduce of all ranks, and waiting what others spend beyond it") {
    // One Allreduce, so that the rank it was shortest for did not wait at all.
    const CountedFit counted = counted_fit(rows(), options_of(2, 1));
    const double reduce = counted.times.reduce;
    const double wait = counted.times.wait;
    std::array<double, 2> least{reduce, wait};
    std::array<double, 2> most{reduce, wait};
    world().min(least);
    world().max(most);
    CHECK(least[0] == most[0]);
    CHECK(least[1] == 0);
    if (world().size() > 1) CHECK(least[0] > 0);
}
