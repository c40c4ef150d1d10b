#include "kmeans/cluster_sums.hpp"

#include "support/catch.hpp"

#include <numeric>
#include <vector>

using namespace lloyd;

TEST_CASE("Sums of a restart are limbs by cluster, then counts, then how many labels changed") {
    std::vector<std::int64_t> values(ClusterSums::size(2, 3));
    REQUIRE(values.size() == 2 * 8 + 2 + 1);
    std::iota(values.begin(), values.end(), 0);
    const ClusterSums sums(values, 2, 3);
    CHECK(sums.sum(0, 0) == Limbs{0, 3});
    CHECK(sums.sum(1, 2) == Limbs{8 + 2, 8 + 5});
    CHECK(sums.count(0) == 16);
    CHECK(sums.count(1) == 17);
    CHECK(sums.labels_changed() == 18);
}

TEST_CASE("A message has the changes of each active restart, and votes that are no part of them") {
    const std::size_t size = ClusterSums::size(2, 3);
    std::vector<std::int64_t> values(IterationMessage::size(2, 2, 3));
    REQUIRE(values.size() == 2 * size + 2);
    const IterationMessage message(values, 2, 3);
    ++message.ranks_to_stop();
    message.ranks_failed() += 2;
    message.changes(1).count(1) = 7;
    CHECK(std::vector(values.end() - 2, values.end()) == std::vector<std::int64_t>{1, 2});
    CHECK(message.values().size() == values.size());
    for (const int restart : {0, 4}) {
        ClusterTotals totals(5, 2, 3);
        totals.of(restart) += message.changes(1);
        totals.of(restart) += message.changes(1);
        CHECK(totals.of(restart).count(1) == 14);
        CHECK(totals.of(restart).labels_changed() == 0);
        CHECK(totals.of(2).count(1) == 0);
    }
}
