#include "lloyd/metrics/silhouette.hpp"

#include "support/catch.hpp"
#include "support/rows.hpp"
#include "support/world.hpp"

#include <cmath>
#include <cstring>

using namespace lloyd;
using namespace lloyd::test;

namespace {

using Labels = std::vector<std::int32_t>;

/// Every rank passes the labels of its own rows.
template <class T>
Silhouette silhouette_of(const Context& context, const Matrix<T>& data, const Labels& labels, int n_clusters,
                         std::int64_t sample_size) {
    const Shard<T> shard = shard_of(context, data);
    const Labels mine(labels.begin() + shard.rows.begin, labels.begin() + shard.rows.end);
    return silhouette<T>(context, shard, mine, n_clusters, sample_size, 42);
}

Labels cyclic_labels(std::int64_t rows, int n_clusters) {
    Labels labels;
    for (std::int64_t i = 0; i < rows; ++i) labels.push_back(static_cast<std::int32_t>(i * i % 7 % n_clusters));
    return labels;
}

}  // namespace

TEST_CASE("The silhouette of five points on a line") {
    const Context context{world(), Team(2)};
    const auto result = silhouette_of(context, matrix<double>({{0}, {1}, {10}, {12}, {100}}), {0, 0, 1, 1, 3}, 4, 100);
    // row 0: a = 1, b = (10 + 12) / 2 = 11; row 1: a = 1, b = 10; row 2: a = 2, b = 9.5; row 3: a = 2, b = 11.5; row 4:
    // alone
    CHECK(result.per_cluster[0] == Approx((10.0 / 11 + 9.0 / 10) / 2));
    CHECK(result.per_cluster[1] == Approx((7.5 / 9.5 + 9.5 / 11.5) / 2));
    CHECK(std::isnan(result.per_cluster[2]));
    CHECK(result.per_cluster[3] == 0);
    CHECK(result.mean == Approx((10.0 / 11 + 9.0 / 10 + 7.5 / 9.5 + 9.5 / 11.5) / 5));
    CHECK(result.sample_rows == std::vector<std::int64_t>{0, 1, 2, 3, 4});
}

TEMPLATE_TEST_CASE("The silhouette of a sample has the same bits for any ranks and threads", "", float, double) {
    const Matrix<TestType> data = clustered_rows<TestType>(900, 3, 4, 1);
    const Labels labels = cyclic_labels(900, 3);
    const Silhouette expected = silhouette_of(alone(), data, labels, 3, 200);
    CHECK(expected.sample_rows.size() == 200);
    for (const int threads : {1, 2, 3}) {
        const Silhouette mine = silhouette_of(Context{world(), Team(threads)}, data, labels, 3, 200);
        CHECK(mine.mean == expected.mean);
        CHECK(mine.per_cluster == expected.per_cluster);
        CHECK(mine.sample_rows == expected.sample_rows);
    }
}

TEST_CASE("One cluster has no silhouette") {
    const auto result = silhouette_of(Context{world(), Team(1)}, matrix<double>({{0}, {1}, {2}}), {1, 1, 1}, 2, 10);
    CHECK(std::isnan(result.mean));
    CHECK(std::isnan(result.per_cluster[1]));
}

TEST_CASE("Rows that are all the same count 0") {
    const auto result =
        silhouette_of(Context{world(), Team(1)}, matrix<double>({{1}, {1}, {1}, {1}}), {0, 1, 0, 1}, 2, 10);
    CHECK(result.mean == 0);
}
