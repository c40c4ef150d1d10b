#include "kmeans/labelling/center_shift.hpp"

#include "support/catch.hpp"
#include "support/rows.hpp"

#include <array>
#include <utility>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

TEST_CASE("Centres have moved by no more than is said") {
    const Matrix<double> from = matrix<double>({{0, 0}, {1, 1}, {5, 5}, {0, 1e-200}});
    const Matrix<double> to = matrix<double>({{0, 0}, {1, 1.25}, {8, 9}, {0, 0}});
    CenterShift shift(std::as_const(from).view(), std::as_const(to).view());
    CHECK(shift.moved[0] == 0);
    CHECK(shift.moved[1] >= 0.25F);
    CHECK(shift.moved[1] < 0.2501F);
    CHECK(shift.moved[2] >= 5.0F);
    CHECK(shift.moved[3] > 0);
    CHECK(shift.most == shift.moved[2]);
    CHECK(shift.most_of_others == shift.most);
    const std::array<std::int32_t, 1> far = {2};
    shift.set_far(far);
    CHECK(shift.most_of_others == shift.moved[1]);
}

TEST_CASE("Centres are far when it is cheaper to measure rows against them than to look at rows in doubt") {
    constexpr int k = 100;
    const RowBounds bounds = RowBounds::of<double>(1, 2, 1);
    Matrix<double> from(k, 2);
    Matrix<double> to(k, 2);
    for (int j = 0; j < k; ++j) to.row(j)[0] = j % 20 == 7 ? 10 : 0.01;
    CenterShift shift(std::as_const(from).view(), std::as_const(to).view());
    const std::vector<BoundedRow> rows(50, {.label = 0, .above = 1, .below = 2});
    choose_far(bounds, rows, shift);
    CHECK(shift.far.size() == 10);  // five of them, and a panel has room for ten
    CHECK(shift.most_of_others < 0.02F);
    CHECK(shift.bounds_pay);

    const std::vector<BoundedRow> tight(50, {.label = 0, .above = 1, .below = 1.001F});
    choose_far(bounds, tight, shift);
    CHECK(shift.far.empty());
    CHECK_FALSE(shift.bounds_pay);
}
