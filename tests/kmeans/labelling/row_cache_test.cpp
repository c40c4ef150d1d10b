#include "kmeans/labelling/row_cache.hpp"

#include "support/catch.hpp"
#include "support/rows.hpp"

#include <algorithm>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

TEST_CASE("A cache gives rows as they are, and keeps them once few enough were asked for in a sweep") {
    constexpr int rows = 32;
    constexpr int features = 3;
    Matrix<double> data = clustered_rows<double>(rows, features, 2, 5);
    RowCache<double> cache(rows, features);  // room for four
    const auto get = [&](int row) {
        std::vector<double> room(features);
        const double* const values =
            cache.row(row, room.data(), [&](double* out) { std::copy_n(data.row(row), features, out); });
        return std::vector<double>(values, values + features);
    };
    const auto is_row = [&](const std::vector<double>& values, int row) {
        return std::equal(values.begin(), values.end(), data.row(row));
    };
    for (int row = 0; row < 5; ++row) CHECK(is_row(get(row), row));
    cache.end_sweep();  // five are too many
    CHECK(is_row(get(7), 7));
    cache.end_sweep();
    for (const int row : {8, 9, 10, 11, 12}) CHECK(is_row(get(row), row));
    cache.end_sweep();

    // What was kept is not copied again.
    const Matrix<double> before = data;
    for (double& value : data.span()) value += 1;
    for (const int row : {8, 9, 10, 11})
        CHECK(std::equal(before.row(row), before.row(row) + features, get(row).begin()));
    for (const int row : {7, 12, 3}) CHECK(is_row(get(row), row));
}
