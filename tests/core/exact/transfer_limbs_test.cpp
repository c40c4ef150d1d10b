#include "lloyd/core/exact/transfer_limbs.hpp"

#include "core/random_tile.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"

#include <cmath>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

TEMPLATE_TEST_CASE("Rows move between the sums of clusters, many or few of a block", "", float, double) {
    using T = TestType;
    on_every_target([] {
        for (const Size& s : sizes())
            for (const int every : {1, 2, 7, 40}) {
                INFO(s.rows << " rows, " << s.features << " features, every " << every << "th");
                const RandomTile<T> tile(s.rows, s.features, 13);
                std::vector<FixedPoint> scales;
                for (int t = 0; t < s.features; ++t)  // coarse enough for both limbs to count
                    scales.emplace_back(std::ldexp(1.0, 20 + t % 5), std::int64_t{1} << 40);
                std::vector<Relabel> relabelled;
                for (int i = every / 2; i < s.rows; i += every) relabelled.push_back({i, i % 3 - 1, (i + 2) % 4});

                const auto stride = static_cast<std::size_t>(limb_stride(s.features));
                std::vector<std::int64_t> expected(4 * stride, 5);
                for (const Relabel& row : relabelled)
                    for (int t = 0; t < s.features; ++t) {
                        const auto feature = static_cast<std::size_t>(t);
                        const Limbs limbs = scales[feature].split(static_cast<double>(tile.row_major.row(row.row)[t]));
                        const auto add = [&](std::int32_t cluster, std::int64_t times) {
                            std::int64_t* const sum = expected.data() + static_cast<std::size_t>(cluster) * stride;
                            sum[t] += times * limbs.hi;
                            sum[s.features + t] += times * limbs.lo;
                        };
                        add(row.to, 1);
                        if (row.from != no_cluster) add(row.from, -1);
                    }
                std::vector<std::int64_t> sums(4 * stride, 5);
                transfer_limbs(tile.view(), scales, relabelled, sums.data());
                REQUIRE(sums == expected);
            }
    });
}

TEST_CASE("A row relabelled on from where it has moved") {
    on_every_target([] {
        const int features = 5;
        const RandomTile<double> tile(40, features, 8);
        const std::vector<FixedPoint> scales(features, FixedPoint(0x1p22, std::int64_t{1} << 40));
        const int stride = limb_stride(features);
        std::vector<std::int64_t> sums(static_cast<std::size_t>(3 * stride));
        const std::vector<Relabel> relabelled = {{7, no_cluster, 2}, {39, no_cluster, 1}, {7, 2, 0}};
        for (const Relabel& row : relabelled) transfer_limbs(tile.view(), scales, {&row, 1}, sums.data());
        for (int t = 0; t < features; ++t) {
            const Limbs row7 = scales[0].split(tile.row_major.row(7)[t]);
            const Limbs row39 = scales[0].split(tile.row_major.row(39)[t]);
            CHECK(sums[static_cast<std::size_t>(t)] == row7.hi);
            CHECK(sums[static_cast<std::size_t>(features + t)] == row7.lo);
            CHECK(sums[static_cast<std::size_t>(stride + t)] == row39.hi);
            CHECK(sums[static_cast<std::size_t>(2 * stride + t)] == 0);
        }
        CHECK(
            std::all_of(sums.begin() + 2 * features, sums.begin() + stride, [](std::int64_t pad) { return pad == 0; }));
    });
}
