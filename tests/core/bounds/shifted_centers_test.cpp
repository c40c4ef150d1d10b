#include "lloyd/core/bounds/shifted_centers.hpp"

#include "core/random_tile.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

TEMPLATE_TEST_CASE("Centres that come one by one are those that come together", "", float, double) {
    using T = TestType;
    const Matrix<T> centers = random_centers<T>(23, 70, 1);
    const std::vector<T> origin(70, T{0.25F});
    for (const Lanes lanes : {Lanes::rows, Lanes::features}) {
        ShiftedCenters<T> together(23, origin, lanes);
        ShiftedCenters<T> one_by_one(23, origin, lanes);
        together.set(centers.view());
        for (std::int64_t j = 0; j < centers.rows(); ++j) one_by_one.append(centers.row(j));
        CHECK(one_by_one.count() == 23);
        CHECK(one_by_one.scoring().largest_norm == together.scoring().largest_norm);
        CHECK(one_by_one.scoring().relative == together.scoring().relative);
        CHECK(std::equal(together.scoring().half_norms, together.scoring().half_norms + 23,
                         one_by_one.scoring().half_norms));
        CHECK(together.panels().centers() == 23);

        const std::array<std::int32_t, 4> chosen{0, 7, 8, 22};
        PackedCenters a;
        PackedCenters b;
        CHECK(together.pack(chosen, a).half_norms[3] == together.scoring().half_norms[22]);
        one_by_one.pack(chosen, b);
        CHECK(std::equal(a.panels[0].centers, a.panels[0].centers + 4 * 70, b.panels[0].centers));
        CHECK(a.panels[0].indices[2] == 8);
    }
}

TEST_CASE("Centres are taken less the origin, with half their squared norms") {
    const Matrix<double> centers = [] {
        Matrix<double> values(2, 2);
        values.row(0)[0] = 4;
        values.row(0)[1] = 6;
        values.row(1)[0] = 1;
        values.row(1)[1] = 2;
        return values;
    }();
    ShiftedCenters<double> shifted(2, {1, 2}, Lanes::rows);
    shifted.set(centers.view());
    CHECK(shifted.scoring().half_norms[0] == 12.5F);  // (3, 4)
    CHECK(shifted.scoring().half_norms[1] == 0);
    CHECK(shifted.scoring().largest_norm == 25);
    shifted.set({centers.row(1), 1, 2});
    CHECK(shifted.count() == 1);
    CHECK(shifted.scoring().largest_norm == 0);
}
