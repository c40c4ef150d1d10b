#include "kmeans/labelling/label_store.hpp"

#include "support/catch.hpp"

#include <numeric>
#include <vector>

using namespace lloyd;

TEST_CASE("A label takes as few bytes as the clusters allow, with a value left for none") {
    CHECK(LabelStore::bytes_per_label(1) == 1);
    CHECK(LabelStore::bytes_per_label(255) == 1);
    CHECK(LabelStore::bytes_per_label(256) == 2);
    CHECK(LabelStore::bytes_per_label(65535) == 2);
    CHECK(LabelStore::bytes_per_label(65536) == 4);
}

TEST_CASE("Labels come back as they were stored, and those that changed are told") {
    for (const int n_clusters : {200, 60000, 100000}) {
        constexpr int rows = 70;  // more than are compared at once, and a remainder
        LabelStore store(4 * rows, 2, 2, n_clusters);
        CHECK(store.tile_label(1, 0) == no_cluster);

        std::vector<std::int32_t> labels(rows);
        std::iota(labels.begin(), labels.end(), n_clusters - rows);
        std::vector<Relabel> relabelled(rows);
        REQUIRE(store.exchange(1, 0, labels.data(), rows, relabelled.data()) == rows);
        CHECK(relabelled[69].row == 69);
        CHECK(relabelled[69].from == no_cluster);
        CHECK(relabelled[69].to == n_clusters - 1);
        CHECK(store.tile_label(1, 0) == LabelStore::mixed);
        CHECK(store.tile_label(0, 0) == no_cluster);
        CHECK(store.tile_label(1, 1) == no_cluster);

        labels[3] = 5;
        labels[66] = 6;
        REQUIRE(store.exchange(1, 0, labels.data(), rows, relabelled.data()) == 2);
        CHECK(relabelled[0].row == 3);
        CHECK(relabelled[0].from == n_clusters - rows + 3);
        CHECK(relabelled[1].to == 6);
        CHECK(store.get(1, 0, 66) == 6);
        std::vector<std::int32_t> copied(rows);
        store.copy(1, 0, rows, copied.data());
        CHECK(copied == labels);

        store.set_tile(1, 0, 9);
        store.copy(1, 0, rows, copied.data());
        CHECK(copied == std::vector<std::int32_t>(rows, 9));
        REQUIRE(store.exchange(1, 0, labels.data(), rows, relabelled.data()) == rows);  // none of them is 9
        CHECK(relabelled[0].from == 9);
    }
}
