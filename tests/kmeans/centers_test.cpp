#include "kmeans/centers.hpp"

#include "support/catch.hpp"
#include "support/rows.hpp"

#include <utility>

using namespace lloyd;
using namespace lloyd::test;

namespace {

/// Every value of `count` centres in every unpacked form.
template <class T>
void check_forms(const Centers<T>& centers, const Matrix<T>& expected, int count, bool has_doubles) {
    REQUIRE(centers.count() == count);
    REQUIRE(centers.as_rows().rows == count);
    for (int j = 0; j < count; ++j)
        for (int t = 0; t < static_cast<int>(expected.cols()); ++t) {
            const T value = expected.row(j)[t];
            REQUIRE(centers.row(j)[t] == value);
            REQUIRE(centers.values().row(j)[t] == value);
            REQUIRE(centers.as_rows().at(j, t) == value);
            if (has_doubles) REQUIRE(centers.as_double_rows().at(j, t) == static_cast<double>(value));
        }
}

}  // namespace

TEMPLATE_TEST_CASE("A set of centres is the same in all its forms, set at once or one by one", "", float, double) {
    using T = TestType;
    const Context context = alone();
    for (const RowOrder order : {RowOrder::input, RowOrder::spatial}) {
        const Shard<T> shard = shard_of(context, clustered_rows<T>(3000, 3, 5, 1), order);
        const PreparedRows<T> rows = prepare_rows(context, shard, Lanes::rows);
        const bool has_balls = !rows.summaries.empty();
        CHECK(has_balls == (order == RowOrder::spatial));
        const Matrix<T> first = clustered_rows<T>(37, 3, 5, 2);
        const Matrix<T> second = clustered_rows<T>(37, 3, 5, 3);
        Centers<T> centers(37, rows);
        CHECK(centers.count() == 0);
        for (int j = 0; j < 37; ++j) {
            centers.append(first.row(j));
            check_forms(centers, first, j + 1, has_balls);
        }
        centers.set(second.view());
        check_forms(centers, second, 37, has_balls);
        CHECK(centers.panels().centers() == 37);
        CHECK(centers.panels()[0].centers[0] == second.row(0)[0]);
        CHECK(centers.shifted().panels().centers() == 37);
        CHECK(centers.shifted().panels()[0].centers[0] ==
              static_cast<float>(second.row(0)[0] - rows.rounded.origin()[0]));
    }
}
