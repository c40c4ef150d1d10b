// What fit_memory() says that a rank needs, held to what filling a shard and fitting it takes at its peak, by count. In
// each case another part of the estimate makes a good part of it.
#include "lloyd/kmeans/memory.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/data/generators.hpp"
#include "lloyd/kmeans/fit.hpp"
#include "support/catch.hpp"
#include "support/counted_allocations.hpp"
#include "support/rows.hpp"

#include <vector>

using namespace lloyd;
using namespace lloyd::test;

namespace {

/// Counted bytes over those foreseen.
template <class T>
double peak_by_estimate(const GeneratorOptions& generator, RowOrder order, const FitOptions& options) {
    const Context context = alone(2);
    const std::int64_t before = live_bytes();
    start_peak();
    FillTimes filling;
    const auto source = [&](std::int64_t first, MatrixView<T> rows) { generate_rows<T>(generator, first, rows, {}); };
    const Shard<T> shard = fill_shard<T>(context, {generator.rows, generator.features, source}, order, filling);
    PhaseTimes times;
    fit<T>(context, {shard}, options, times);
    const FitMemory memory = fit_memory<T>(context.team, generator.rows, generator.features, options);
    const std::int64_t foreseen = shard.tiles.is_spatial() ? memory.grouped : memory.ungrouped;
    return static_cast<double>(peak_bytes() - before) / static_cast<double>(foreseen);
}

/// Rows in input order: a few per cent more than foreseen, for buffers are rounded to whole huge pages.
void check_in_input_order(double peak_by_estimate) {
    CHECK(peak_by_estimate > 0.99);
    CHECK(peak_by_estimate < 1.06);
}
/// Rows in spatial order: their workspace has room for more tiles than there are, which is not touched but counted
/// here.
void check_in_spatial_order(double peak_by_estimate) {
    CHECK(peak_by_estimate > 0.98);
    CHECK(peak_by_estimate < 1.2);
}

}  // namespace

TEST_CASE("Containers and buffers are counted until they are freed") {
    const std::int64_t before = live_bytes();
    start_peak();
    std::int64_t both = 0;
    {
        const Buffer<double> buffer(1'000'000);
        const std::vector<double> vector(1'000'000);
        both = live_bytes() - before;
    }
    const std::int64_t left = live_bytes() - before;
    CHECK(both >= 16'000'000);
    CHECK(both < 20'000'000);
    CHECK(left < 1000);  // what the counting itself takes
    CHECK(peak_bytes() - before == both);
}

TEST_CASE("Foreseen: wide rows, and as much again to read them") {
    const GeneratorOptions rows{.rows = 20'000, .features = 256, .std = 12};
    const FitOptions options{.n_clusters = 10, .n_init = 4, .max_iter = 1};
    check_in_input_order(peak_by_estimate<double>(rows, RowOrder::input, options));
}

TEST_CASE("Foreseen: labels of many restarts") {
    const GeneratorOptions rows{.rows = 2'000'000, .features = 2};
    const FitOptions options{.n_clusters = 10, .n_init = 20, .max_iter = 1, .init = Init::random};
    check_in_input_order(peak_by_estimate<float>(rows, RowOrder::input, options));
    check_in_spatial_order(peak_by_estimate<float>(rows, RowOrder::spatial, options));
}

TEST_CASE("Foreseen: bounds of the rows of one restart, and copies of some") {
    const GeneratorOptions rows{.recipe = Recipe::uniform, .rows = 4'000'000, .features = 2};
    const FitOptions options{.n_clusters = 4, .n_init = 1, .max_iter = 1, .init = Init::random};
    check_in_input_order(peak_by_estimate<double>(rows, RowOrder::input, options));
    check_in_spatial_order(peak_by_estimate<double>(rows, RowOrder::spatial, options));
}

TEST_CASE("Foreseen: scores that k-means++ keeps of rows") {
    const GeneratorOptions rows{.recipe = Recipe::uniform, .rows = 1'000'000, .features = 32};
    const FitOptions options{.n_clusters = 2, .n_init = 16, .max_iter = 1};
    check_in_input_order(peak_by_estimate<float>(rows, RowOrder::input, options));
}

TEST_CASE("Foreseen: scores of trials, where lanes hold features") {
    const GeneratorOptions rows{.recipe = Recipe::uniform, .rows = 180'000, .features = 96};
    const FitOptions options{.n_clusters = 4, .n_init = 24, .max_iter = 1};
    check_in_input_order(peak_by_estimate<double>(rows, RowOrder::input, options));
}

TEST_CASE("Foreseen: what k-means|| keeps of rows") {
    const GeneratorOptions rows{.recipe = Recipe::uniform, .rows = 6'000'000, .features = 1};
    const FitOptions options{.n_clusters = 2, .n_init = 1, .max_iter = 1, .init = Init::kmeans_parallel};
    check_in_input_order(peak_by_estimate<double>(rows, RowOrder::input, options));
}

TEST_CASE("Foreseen: rows in clusters") {
    const GeneratorOptions rows{.rows = 1'000'000, .features = 10};
    const FitOptions options{.n_clusters = 10, .n_init = 20, .max_iter = 1};
    check_in_spatial_order(peak_by_estimate<double>(rows, RowOrder::spatial, options));
    check_in_spatial_order(peak_by_estimate<float>(rows, RowOrder::spatial, options));
}

TEST_CASE("Foreseen: sums of many clusters") {
    const GeneratorOptions rows{.recipe = Recipe::uniform, .rows = 10'000, .features = 64};
    const FitOptions options{.n_clusters = 1000, .n_init = 8, .max_iter = 1, .init = Init::random};
    check_in_input_order(peak_by_estimate<float>(rows, RowOrder::input, options));
}

TEST_CASE("Foreseen: rows that show no clusters, though spatial order was asked for") {
    const GeneratorOptions rows{.recipe = Recipe::uniform, .rows = 200'000, .features = 32};
    const FitOptions options{.n_clusters = 50, .n_init = 2, .max_iter = 1};
    // They are read through their workspace, where a slab of its own is foreseen.
    const double ratio = peak_by_estimate<double>(rows, RowOrder::spatial, options);
    CHECK(ratio > 0.85);
    CHECK(ratio < 1.06);
}
