// What a tile's mean, scatter and ball say of a candidate must hold for its rows' distances as they are computed.
#include "lloyd/core/bounds/gain_by_tiles.hpp"

#include "core/random_tile.hpp"
#include "lloyd/core/bounds/deviations.hpp"
#include "lloyd/core/exact/distance.hpp"
#include "support/catch.hpp"
#include "support/simd_targets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

constexpr std::size_t most = GainOnTiles::most;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Tiles of a few rows each around points of their own, and centres chosen so far, of which the tiles know all.
template <class T>
struct Case {
    Case(int tiles, int features_, int chosen, double spread, std::mt19937& random) : features(features_) {
        std::normal_distribution<double> normal;
        const auto point = [&](const std::vector<T>& around, double by) {
            std::vector<T> values;
            for (int t = 0; t < features; ++t)
                values.push_back(
                    static_cast<T>(static_cast<double>(around[static_cast<std::size_t>(t)]) + by * normal(random)));
            return values;
        };
        const std::vector<T> origin(static_cast<std::size_t>(features), T{3});
        for (int i = 0; i < tiles; ++i) {
            const std::vector<T> middle = point(origin, 10);
            rows.emplace_back();
            for (int row = 0; row < 5 + i; ++row) rows.back().push_back(point(middle, spread));
        }
        for (int j = 0; j < chosen; ++j) centers.push_back(point(origin, 10));
        candidate = point(origin, 10);
        // As often as not one of the rows, as candidates are.
        if (random() % 2 == 0) candidate = rows[random() % rows.size()].front();
    }

    double squared(const std::vector<T>& a, const std::vector<T>& b) const {
        return static_cast<double>(squared_distance(a.data(), b.data(), features));
    }
    double to_closest(const std::vector<T>& row) const {
        double least = infinity;
        for (const std::vector<T>& center : centers) least = std::min(least, squared(row, center));
        return least;
    }

    int features;
    std::vector<std::vector<std::vector<T>>> rows;  ///< [tile][row][feature]
    std::vector<std::vector<T>> centers;
    std::vector<T> candidate;
};

/// What the candidate would do for a tile, row by row: sums of squared distances, and the largest that is left.
struct Gain {
    double gain = 0;
    double left = 0;
    double farthest = 0;
};

template <class T>
std::vector<Gain> gains_of(const Case<T>& c) {
    std::vector<Gain> gains(c.rows.size());
    for (std::size_t i = 0; i < gains.size(); ++i)
        for (const std::vector<T>& row : c.rows[i]) {
            const double before = c.to_closest(row);
            const double after = std::min(before, c.squared(row, c.candidate));
            gains[i].gain += before - after;
            gains[i].left += after;
            gains[i].farthest = std::max(gains[i].farthest, after);
        }
    return gains;
}

/// What the tiles of a case know, as arrays.
template <class T>
struct Known {
    explicit Known(const Case<T>& c, bool has_scatters)
        : scatters(static_cast<std::size_t>(feature_pairs(c.features)) * most),
          nearest_centers(static_cast<std::size_t>(c.features) * most),
          point(c.candidate.begin(), c.candidate.end()) {
        to_nearest.fill(infinity);
        farthest.fill(0);
        for (std::size_t i = 0; i < c.rows.size(); ++i) {
            const auto n = static_cast<double>(c.rows[i].size());
            std::vector<double> mean(point.size());
            for (const auto& row : c.rows[i])
                for (std::size_t t = 0; t < mean.size(); ++t) mean[t] += static_cast<double>(row[t]) / n;
            rows[i] = n;
            double spread = 0;
            for (const auto& row : c.rows[i]) {
                const double squared = squared_between(row.data(), mean.data(), c.features);
                radius[i] = std::max(radius[i], std::sqrt(squared) * (1 + 1e-12));
                spread += squared / n;
                const double closest = c.to_closest(row);
                farthest[i] = std::max(farthest[i], closest);
                potential[i] += closest;
                std::size_t pair = i;
                for (std::size_t t = 0; t < mean.size(); ++t)
                    for (std::size_t u = t; u < mean.size(); ++u, pair += most)
                        scatters[pair] += (t == u ? 1 : 2) * (static_cast<double>(row[t]) - mean[t]) *
                                          (static_cast<double>(row[u]) - mean[u]) / n;
            }
            spread_below[i] = spread * (1 - 1e-12);
            spread_above[i] = spread * (1 + 1e-12);
            for (const auto& center : c.centers) {
                const double to_center = squared_between(center.data(), mean.data(), c.features);
                if (to_center >= to_nearest[i]) continue;
                to_nearest[i] = to_center;
                for (std::size_t t = 0; t < mean.size(); ++t)
                    nearest_centers[t * most + i] = static_cast<double>(center[t]);
            }
            to_point[i] = squared_between(c.candidate.data(), mean.data(), c.features);
        }
        view = {.rows = rows.data(),
                .radius = radius.data(),
                .spread_below = spread_below.data(),
                .spread_above = spread_above.data(),
                .scatters = has_scatters ? scatters.data() : nullptr,
                .nearest_centers = nearest_centers.data(),
                .to_nearest = to_nearest.data(),
                .farthest = farthest.data(),
                .potential_below = potential.data(),
                .potential_above = potential.data()};
    }

    using Values = GainOnTiles::PerTile;
    Values rows{}, radius{}, spread_below{}, spread_above{}, to_nearest{}, farthest{}, potential{}, to_point{};
    std::vector<double> scatters;
    std::vector<double> nearest_centers;
    std::vector<double> point;
    KnownTiles view{};
};

}  // namespace

TEMPLATE_TEST_CASE("Bounds on a candidate's gain hold for every row's distances as computed", "", float, double) {
    using T = TestType;
    std::mt19937 random(4);
    std::vector<Case<T>> cases;
    std::vector<std::vector<Gain>> gains;
    for (int round = 0; round < 3000; ++round) {
        // From tiles that are points to such as wide as the space between them.
        const double spread = std::array{0.0, 0.1, 1.0, 5.0}[static_cast<std::size_t>(round / 16 % 4)];
        cases.emplace_back(1 + round % 16, 1 + round % 7, round % 5, spread, random);
        gains.push_back(gains_of(cases.back()));
    }
    on_every_target([&] {
        int not_reached = 0;
        int taken = 0;
        int between = 0;
        for (std::size_t round = 0; round < cases.size(); ++round) {
            const Case<T>& c = cases[round];
            const int count = static_cast<int>(c.rows.size());
            const Known<T> known(c, round % 3 != 0);
            GainOnTiles tried;
            bound_gain_by_tiles(TileTest::of<T>(c.features), known.point, known.to_point.data(), known.view, count,
                                tried);
            INFO("round " << round);
            double below = 0;
            double above = 0;
            std::vector<std::size_t> broken;  // tiles
            for (std::size_t i = 0; i < c.rows.size(); ++i) {
                const Gain& e = gains[round][i];
                const double rounding = 1e-13 * known.potential[i];  // of the sums here
                const bool is_reached = (tried.reached >> i & 1) != 0;
                bool holds = tried.left_below[i] <= e.left * (1 + 1e-13) + rounding &&
                             tried.left_above[i] >= e.left * (1 - 1e-13) - rounding && tried.farthest[i] >= e.farthest;
                if (!c.centers.empty())
                    holds &= tried.gain_below[i] <= e.gain + rounding && tried.gain_above[i] >= e.gain - rounding;
                if (!is_reached) holds &= e.gain == 0 && tried.gain_above[i] == 0;
                if (!holds) broken.push_back(i);
                below += tried.gain_below[i];
                above += tried.gain_above[i];
                const bool is_decided = tried.gain_above[i] - tried.gain_below[i] <= 1e-4 * known.potential[i];
                ++(!is_reached ? not_reached : is_decided ? taken : between);
            }
            CAPTURE(broken);
            REQUIRE(broken.empty());
            REQUIRE(tried.reached >> count == 0);
            REQUIRE(tried.total_below == Approx(below));
            if (!c.centers.empty()) REQUIRE(tried.total_above == Approx(above));
        }
        CHECK(not_reached > 1000);
        CHECK(taken > 1000);
        CHECK(between > 1000);
    });
}

TEST_CASE("A candidate that takes a tile leaves what the mean says, by a hand-sized case") {
    // Rows at -1 and 1, a centre at 20, the candidate at 3: squared distances 441 and 361 become 16 and 4.
    std::mt19937 random(1);
    Case<double> c(1, 1, 0, 0, random);
    c.rows = {{{-1}, {1}}};
    c.centers = {{20}};
    c.candidate = {3};
    const Known<double> taken(c, true);
    GainOnTiles tried;
    bound_gain_by_tiles(TileTest::of<double>(1), taken.point, taken.to_point.data(), taken.view, 1, tried);
    CHECK(tried.reached == 1);
    CHECK(tried.gain_below[0] == Approx(782).epsilon(1e-6));
    CHECK(tried.gain_above[0] == Approx(782).epsilon(1e-6));
    CHECK(tried.left_above[0] == Approx(20).epsilon(1e-6));
    CHECK(tried.rows_reached == 2);

    // With the centre at -4 the bisector, at -0.5, parts the rows: g is 9 - 16 < 0 and 25 - 4 = 21, of mean 7 and
    // variance 196.
    c.centers = {{-4}};
    const Known<double> parted(c, true);
    bound_gain_by_tiles(TileTest::of<double>(1), parted.point, parted.to_point.data(), parted.view, 1, tried);
    CHECK(tried.gain_below[0] == Approx(14).epsilon(1e-6));                         // 34 - 20
    CHECK(tried.gain_above[0] == Approx(7 + std::sqrt(49.0 + 196)).epsilon(1e-6));  // the truth is 21
}
