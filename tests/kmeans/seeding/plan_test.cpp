#include "kmeans/seeding/plan.hpp"

#include "support/catch.hpp"

using namespace lloyd;

TEST_CASE("Restarts are seeded together as far as their scores take half the room of the rows") {
    // 10 doubles: 40 bytes are half, a score takes 4.
    const SeedingPlan plan = plan_seeding(false, Lanes::rows, 80, 10, 20);
    CHECK(plan.restarts_together == 10);
    CHECK(plan.scores_a_row == 1);
    CHECK(plan.score_bytes(1000) == 1000 * 10 * 4);
    CHECK(plan_seeding(false, Lanes::rows, 80, 10, 3).restarts_together == 3);
    CHECK(plan_seeding(false, Lanes::rows, 4, 10, 3).restarts_together == 1);  // one at least
}

TEST_CASE("Where tiles know the few centres near them, scores are found anew rather than restarts parted") {
    const SeedingPlan plan = plan_seeding(true, Lanes::rows, 80, 64, 20);
    CHECK(plan.restarts_together == 20);
    CHECK(plan.scores_a_row == 0);
    CHECK(plan.score_bytes(1000) == 0);
    CHECK(plan_seeding(true, Lanes::rows, 80, 65, 20).restarts_together == 10);  // too many for a tile to know
    CHECK(plan_seeding(true, Lanes::rows, 80, 64, 10).scores_a_row == 1);        // there is room for all
}

TEST_CASE("Where lanes hold features and tiles know nothing the scores of trials are kept as well") {
    // 784 doubles; four trials and the closest for 10 clusters.
    const SeedingPlan plan = plan_seeding(false, Lanes::features, 784 * 8, 10, 20);
    CHECK(plan.scores_a_row == 5);
    CHECK(plan.restarts_together == 20);
    CHECK(plan_seeding(false, Lanes::features, 64 * 8, 4, 20).restarts_together == 16);  // 64 floats are half, 4 each
    CHECK(plan_seeding(true, Lanes::features, 784 * 8, 10, 20).scores_a_row == 1);
}
