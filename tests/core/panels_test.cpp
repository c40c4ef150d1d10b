#include "lloyd/core/panels.hpp"

#include "lloyd/base/matrix.hpp"
#include "support/catch.hpp"

using namespace lloyd;

TEST_CASE("Panels hold every centre once, in ascending index and nearly equal width") {
    for (int k = 1; k <= 45; ++k) {
        Matrix<float> centers(k, 3);
        for (int j = 0; j < k; ++j)
            for (int t = 0; t < 3; ++t) centers.row(j)[t] = static_cast<float>(10 * j + t);
        const Panels<float> panels(centers.view());
        int next = 0;
        for (int p = 0; p < panels.count(); ++p) {
            const Panel<float> panel = panels[p];
            REQUIRE(panel.width >= 1);
            REQUIRE(panel.width <= Panels<float>::widest);
            REQUIRE(panel.width >= panels[0].width - 1);
            for (int c = 0; c < panel.width; ++c, ++next) {
                REQUIRE(panel.indices[c] == static_cast<float>(next));
                for (int t = 0; t < 3; ++t) REQUIRE(panel.centers[t * panel.width + c] == centers.row(next)[t]);
            }
        }
        REQUIRE(next == k);
    }
}
