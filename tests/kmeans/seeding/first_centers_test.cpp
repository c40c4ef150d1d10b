#include "kmeans/seeding/first_centers.hpp"

#include "support/catch.hpp"
#include "support/rows.hpp"

#include <cmath>

using namespace lloyd;
using namespace lloyd::test;

TEST_CASE("Greedy k-means++ draws by squared distance and keeps the best trial") {
    // Two far pairs: whichever row comes first, the second centre lies in the other pair.
    const Matrix<double> data = matrix<double>({{0, 0}, {0, 0}, {1e6, 0}, {1e6, 0}});
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Context context = alone();
        const Shard<double> shard = shard_of(context, data);
        std::vector<Restart<double>> restarts(3, {.index = 0, .centers = Matrix<double>(0, 2)});
        for (int i = 0; i < 3; ++i) restarts[static_cast<std::size_t>(i)].index = i;
        choose_first_centers<double>(context, shard, prepare_rows(context, shard, Lanes::rows),
                                     {.n_clusters = 2, .n_init = 3, .seed = seed}, {}, restarts);
        for (const Restart<double>& restart : restarts)
            CHECK(std::abs(restart.centers.row(0)[0] - restart.centers.row(1)[0]) == 1e6);
    }
}
