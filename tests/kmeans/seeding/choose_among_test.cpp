#include "kmeans/seeding/choose_among.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <vector>

using namespace lloyd;

TEST_CASE("Candidates of k-means|| are chosen by distance and count") {
    Matrix<double> candidates(3, 1);
    candidates.row(1)[0] = 1;
    candidates.row(2)[0] = 100;
    const std::vector<std::int64_t> counts{50, 50, 1};
    int near_first = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const Matrix<double> centers = choose_among(Team(2), candidates, counts, {.n_clusters = 2, .seed = seed}, 0);
        CHECK(std::max(centers.row(0)[0], centers.row(1)[0]) == 100);
        CHECK(std::min(centers.row(0)[0], centers.row(1)[0]) <= 1);
        near_first += centers.row(0)[0] < 100 ? 1 : 0;
    }
    CHECK(near_first > 90);  // by count: 100 of 101
    const Matrix<double> more = choose_among(Team(2), candidates, counts, {.n_clusters = 5, .seed = 1}, 0);
    CHECK(more.row(4)[0] >= 0);  // none is left: they repeat
}
