// How fast are the kernels, and what would the machine allow? One tile in L1, one thread. For every kernel: ns a
// row-centre pair, GFLOP/s, and of_bound, the share of what its instructions allow, measured in the same run: for
// distances as many subtractions as fused multiply-adds, for scores multiply-adds alone. What finds the nearest is in
// no bound, so few features show a smaller share. Results in the comments are of a core of a virtual AMD EPYC with AVX2
// (Zen 3), 2026-11-27.
#include "lloyd/base/buffer.hpp"
#include "lloyd/base/stopwatch.hpp"
#include "lloyd/core/bounds/deviations.hpp"
#include "lloyd/core/bounds/filter.hpp"
#include "lloyd/core/bounds/gain_by_scores.hpp"
#include "lloyd/core/bounds/gain_by_tiles.hpp"
#include "lloyd/core/bounds/rounding.hpp"
#include "lloyd/core/bounds/shifted_centers.hpp"
#include "lloyd/core/exact/nearest.hpp"
#include "lloyd/core/exact/rows.hpp"
#include "lloyd/core/exact/transfer_limbs.hpp"
#include "lloyd/core/roofs.hpp"
#include "lloyd/data/tiles.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

namespace lloyd {

namespace {

/// FLOP/s of a roof of core/roofs.hpp.
double peak(double (*roof)(std::int64_t, bool), bool single) {
    const Stopwatch watch;
    const double flops = roof(1 << 22, single);
    return flops / watch.seconds();
}

/// Random rows and centres.
template <class T>
struct Work {
    Work(int rows_, int features_, int centers_)
        : features(features_),
          blocks(static_cast<std::size_t>(padded_rows<T>(rows_) * features_)),
          centers(centers_, features_),
          tile{blocks.data(), rows_, features_} {
        std::mt19937 random(1);
        std::normal_distribution<double> normal;
        for (T& value : blocks.span()) value = static_cast<T>(normal(random));
        for (T& value : centers.span()) value = static_cast<T>(normal(random));
        panels.pack(std::as_const(centers).view());
        labels.resize(static_cast<std::size_t>(padded_rows<float>(rows_)));
        squared.resize(labels.size(), T{1});
        bounds.resize(3 * labels.size());
    }

    int features;
    Buffer<T> blocks;
    Matrix<T> centers;
    TileView<T> tile;
    Panels<T> panels;
    std::vector<std::int32_t> labels;
    std::vector<T> squared;
    std::vector<float> bounds;
};

/// Its rows as filters read them.
template <class T>
struct Rounded {
    Rounded(const Work<T>& work_, const std::vector<T>& origin_, Lanes lanes_ = Lanes::rows)
        : work(work_),
          origin(origin_),
          lanes(lanes_),
          integers(static_cast<std::size_t>(padded_rows<std::int16_t>(work.tile.rows) * work.features)),
          middle(static_cast<std::size_t>(work.features)),
          norms(static_cast<std::size_t>(padded_rows<std::int16_t>(work.tile.rows))),
          scratch(work.tile.rows, work.features, lanes),
          tile(round()),
          shifted(work.tile.rows, work.features, lanes) {
        shifted.set(tile);
    }
    RoundedTile round() {
        return round_tile(work.tile, origin.data(), {lanes, integers.data(), middle.data(), norms.data()}, scratch);
    }

    const Work<T>& work;
    const std::vector<T>& origin;
    Lanes lanes;
    Buffer<std::int16_t> integers;
    std::vector<float> middle;
    std::vector<float> norms;
    RoundingScratch<T> scratch;
    RoundedTile tile;
    ShiftedTile shifted;
};

/// The instructions that bound a kernel.
enum class Mix { multiply_add, distance };

double bound(Mix mix, bool single) {
    static const double plain[2] = {peak(multiply_adds, false), peak(multiply_adds, true)};
    static const double distances[2] = {peak(distance_steps, false), peak(distance_steps, true)};
    return mix == Mix::distance ? distances[single ? 1 : 0] : plain[single ? 1 : 0];
}

/// flops: of one row and one centre.
void report(benchmark::State& state, std::int64_t pairs, double flops, bool single, Mix mix = Mix::multiply_add) {
    const double total = static_cast<double>(state.iterations()) * static_cast<double>(pairs);
    state.counters["s/pair"] = benchmark::Counter(total, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["FLOP/s"] = benchmark::Counter(total * flops, benchmark::Counter::kIsRate);
    state.counters["of_bound"] = benchmark::Counter(total * flops / bound(mix, single), benchmark::Counter::kIsRate);
}

template <class T>
void BM_nearest(benchmark::State& state) {
    const int d = static_cast<int>(state.range(0));
    Work<T> work(rows_per_tile<T>(d), d, static_cast<int>(state.range(1)));
    for (auto _ : state) nearest(work.tile, work.panels, work.labels.data(), work.squared.data());
    report(state, work.tile.rows * state.range(1), 3.0 * d, sizeof(T) == 4, Mix::distance);
}

/// What do rows cost that are measured to their own centres only? 2.0 ns a row of 10 features, 127 ns of 784.
template <class T>
void BM_own_distances(benchmark::State& state) {
    const int d = static_cast<int>(state.range(0));
    Work<T> work(rows_per_tile<T>(d), d, 10);
    for (std::size_t i = 0; i < work.labels.size(); ++i) work.labels[i] = static_cast<std::int32_t>(i % 10);
    for (auto _ : state)
        own_distances(work.tile, std::as_const(work.centers).view(), work.labels.data(), work.squared.data());
    report(state, work.tile.rows, 3.0 * d, sizeof(T) == 4, Mix::distance);
}

/// What does it cost to give all rows of a tile to one cluster or another? 11 ns a row of 10 features, 630 ns of 784.
void BM_transfer_limbs(benchmark::State& state) {
    const int d = static_cast<int>(state.range(0));
    Work<double> work(rows_per_tile<double>(d), d, 1);
    const std::vector<FixedPoint> scales(static_cast<std::size_t>(d), FixedPoint(8, 1 << 20));
    std::vector<std::int64_t> sums(std::size_t{10} * static_cast<std::size_t>(limb_stride(d)));
    std::vector<Relabel> relabelled;
    for (int i = 0; i < work.tile.rows; ++i) relabelled.push_back({i, no_cluster, i * 7 % 10});
    for (auto _ : state) transfer_limbs(work.tile, scales, relabelled, sums.data());
    report(state, work.tile.rows, 8.0 * d, false);
}

/// How near is the filter to its bound? 90 % at 128 features and 10 centres, 78 % at 784.
template <class T>
void BM_filter(benchmark::State& state) {
    const int d = static_cast<int>(state.range(0));
    Work<T> work(rows_per_tile<T>(d), d, static_cast<int>(state.range(1)));
    const std::vector<T> origin(static_cast<std::size_t>(d));
    ShiftedCenters<T> centers(work.centers.rows(), origin, Lanes::rows);
    centers.set(std::as_const(work.centers).view());
    const Rounded<T> rounded(work, origin);
    const std::size_t rows = work.labels.size();
    const DistanceBounds bounds{work.bounds.data(), work.bounds.data() + rows, work.bounds.data() + 2 * rows};
    for (auto _ : state)
        benchmark::DoNotOptimize(
            certain_nearest(rounded.shifted, centers.panels(), centers.scoring(), work.labels.data(), bounds));
    report(state, work.tile.rows * state.range(1), 2.0 * d, true);
}

/// The same with features in the lanes, straight from 16 bits? 71 % of the bound at d = 784 and 10 centres (AVX2), 59 %
/// at 4.
void BM_filter_by_row(benchmark::State& state) {
    const int d = static_cast<int>(state.range(0));
    Work<double> work(rows_per_tile<double>(d), d, static_cast<int>(state.range(1)));
    const std::vector<double> origin(static_cast<std::size_t>(d));
    ShiftedCenters<double> centers(work.centers.rows(), origin, Lanes::features);
    centers.set(std::as_const(work.centers).view());
    const Rounded<double> rounded(work, origin, Lanes::features);
    for (auto _ : state)
        benchmark::DoNotOptimize(certain_nearest(rounded.shifted, centers.panels(), centers.scoring(),
                                                 work.labels.data(), {nullptr, nullptr, nullptr}));
    report(state, work.tile.rows * state.range(1), 2.0 * d, true);
}

/// What does it cost to round rows to 16 bits, and back? 9.2 ns a row of 10 features; back 77 ns a row of 784.
template <class T>
void BM_round(benchmark::State& state) {
    const int d = static_cast<int>(state.range(0));
    Work<T> work(rows_per_tile<T>(d), d, 1);
    const std::vector<T> origin(static_cast<std::size_t>(d));
    Rounded<T> rounded(work, origin);
    for (auto _ : state) benchmark::DoNotOptimize(rounded.round());
    report(state, work.tile.rows, 3.0 * d, sizeof(T) == 4);
}
void BM_restore(benchmark::State& state) {
    const int d = static_cast<int>(state.range(0));
    Work<double> work(rows_per_tile<double>(d), d, 1);
    const std::vector<double> origin(static_cast<std::size_t>(d));
    Rounded<double> rounded(work, origin);
    for (auto _ : state) rounded.shifted.set(rounded.tile);
    report(state, work.tile.rows, 4.0 * d, true);
}

/// What candidates of k-means++ gain.
void BM_gain_by_scores(benchmark::State& state) {
    const int d = static_cast<int>(state.range(0));
    Work<double> work(rows_per_tile<double>(d), d, static_cast<int>(state.range(1)));
    const std::vector<double> origin(static_cast<std::size_t>(d));
    const Rounded<double> rounded(work, origin);
    ShiftedCenters<double> centers(work.centers.rows(), origin, Lanes::rows);
    centers.set(std::as_const(work.centers).view());
    const std::vector<float> closest(work.labels.size());
    std::vector<GainOnRows> gains(static_cast<std::size_t>(state.range(1)));
    for (auto _ : state)
        bound_gain_by_scores(rounded.shifted, {centers.panels(), centers.scoring()}, closest.data(), gains.data());
    report(state, work.tile.rows * state.range(1), 2.0 * d, true);
}

/// What do rows cost as they come in: to examine them (30 GB/s, from a cache), and to lay them out past the caches? Out
/// to memory 18 GB/s of 10 features, 32 GB/s of 784.
void BM_examine_rows(benchmark::State& state) {
    const std::int64_t d = state.range(0);
    const Matrix<double> rows(std::max<std::int64_t>(2048 / d, 1), d);
    std::vector<double> minimum(static_cast<std::size_t>(d));
    std::vector<double> maximum(static_cast<std::size_t>(d));
    for (auto _ : state) benchmark::DoNotOptimize(examine_rows<double>(rows.view(), minimum.data(), maximum.data()));
    state.SetBytesProcessed(state.iterations() * rows.rows() * d * static_cast<std::int64_t>(sizeof(double)));
}
void BM_lay_out(benchmark::State& state) {
    const std::int64_t d = state.range(0);
    const Matrix<double> rows(std::max<std::int64_t>(128 / d, 1) * TileView<double>::lanes, d);
    Buffer<double> blocks((std::size_t{128} << 20) / sizeof(double));
    std::fill_n(blocks.data(), blocks.size(), 0.0);
    const auto size = static_cast<std::size_t>(rows.rows() * d);
    std::size_t place = 0;
    for (auto _ : state) {
        lay_out<double>(rows.view(), blocks.data() + place);
        place = place + 2 * size <= blocks.size() ? place + size : 0;
    }
    state.SetBytesProcessed(state.iterations() * rows.rows() * d * static_cast<std::int64_t>(sizeof(double)));
}

/// What does a tile's potential cost, once its scores are known? 0.13 ns a row.
void BM_potential(benchmark::State& state) {
    const int d = static_cast<int>(state.range(0));
    Work<double> work(rows_per_tile<double>(d), d, 1);
    const std::vector<double> origin(static_cast<std::size_t>(d));
    const Rounded<double> rounded(work, origin);
    ShiftedCenters<double> centers(work.centers.rows(), origin, Lanes::rows);
    centers.set(std::as_const(work.centers).view());
    const std::vector<float> closest(work.labels.size());
    for (auto _ : state) benchmark::DoNotOptimize(potential(rounded.shifted, centers.scoring(), closest.data()));
    report(state, work.tile.rows, 2, true);
}

/// What does a tile's scatter cost? Two operations for each pair of features of a row: 16 ns a row of 10 features.
void BM_scatter_form(benchmark::State& state) {
    const int d = static_cast<int>(state.range(0));
    Work<double> work(rows_per_spatial_tile<double>(d), d, 1);
    const std::vector<double> mean(static_cast<std::size_t>(d));
    std::vector<double> scatter(static_cast<std::size_t>(feature_pairs(d)));
    std::vector<double> workspace(scatter_workspace<double>(work.tile.rows, d));
    for (auto _ : state) scatter_form(work.tile, mean.data(), workspace.data(), scatter.data(), 1);
    report(state, work.tile.rows, 2.0 * static_cast<double>(feature_pairs(d)), false);
}

/// How long does a candidate take for 16 tiles by what they know, with scatters (d = 10) and without? 24 and 14 ns a
/// tile.
void BM_gain_by_tiles(benchmark::State& state) {
    constexpr std::size_t tiles = GainOnTiles::most;
    const auto d = static_cast<std::size_t>(state.range(0));
    const std::vector<double> ones(tiles, 1.0);
    const std::vector<double> many(tiles, 1000.0);
    const std::vector<double> far(tiles, 10.0);  // reaches every tile, takes none
    const std::vector<double> nearest_centers(tiles * d, 0.1);
    const std::vector<double> point(d, 1.0);
    const std::vector<double> scatters(tiles * static_cast<std::size_t>(feature_pairs(static_cast<int>(d))), 0.1);
    const KnownTiles known{.rows = many.data(),
                           .radius = far.data(),
                           .spread_below = ones.data(),
                           .spread_above = ones.data(),
                           .scatters = d <= KnownTiles::most_features ? scatters.data() : nullptr,
                           .nearest_centers = nearest_centers.data(),
                           .to_nearest = ones.data(),
                           .farthest = far.data(),
                           .potential_below = many.data(),
                           .potential_above = many.data()};
    const TileTest test = TileTest::of<double>(static_cast<int>(d));
    GainOnTiles tried;
    for (auto _ : state) {
        bound_gain_by_tiles(test, point, far.data(), known, tiles, tried);
        benchmark::DoNotOptimize(tried);
    }
    state.counters["s/tile"] = benchmark::Counter(static_cast<double>(state.iterations()) * tiles,
                                                  benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void BM_exact_sum(benchmark::State& state) {
    const std::vector<double> values(256, 1.25);
    const FixedPoint scale(2, 1 << 20);
    for (auto _ : state) benchmark::DoNotOptimize(exact_sum(values.data(), 256, scale));
    report(state, 256, 0, false);
}

void BM_fma_peak(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(multiply_adds(1 << 20, state.range(0) == 4));
    state.counters["FLOP/s"] = bound(Mix::multiply_add, state.range(0) == 4);
}
void BM_distance_peak(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(distance_steps(1 << 20, state.range(0) == 4));
    state.counters["FLOP/s"] = bound(Mix::distance, state.range(0) == 4);
}

/// A pass over 256 MiB by one thread.
void BM_read_bandwidth(benchmark::State& state) {
    Buffer<double> values(std::size_t{32} << 20);
    std::fill(values.span().begin(), values.span().end(), 1.0);
    for (auto _ : state) benchmark::DoNotOptimize(read_all(values.data(), values.size()));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(values.size() * sizeof(double)));
}

void sizes(benchmark::internal::Benchmark* benchmark) {
    for (const int d : {2, 8, 10, 32, 128, 784})
        for (const int k : {10, 100}) benchmark->Args({d, k});
}
void few_centers(benchmark::internal::Benchmark* benchmark) {
    for (const int d : {8, 10, 32})
        for (const int k : {1, 2, 3, 4, 6}) benchmark->Args({d, k});
}

BENCHMARK(BM_fma_peak)->Arg(8)->Arg(4);
BENCHMARK(BM_distance_peak)->Arg(8)->Arg(4);
BENCHMARK(BM_read_bandwidth);
BENCHMARK(BM_nearest<double>)->Apply(sizes);
BENCHMARK(BM_nearest<float>)->Apply(sizes);
BENCHMARK(BM_filter<double>)->Apply(sizes);
BENCHMARK(BM_filter<float>)->Apply(sizes);
BENCHMARK(BM_filter_by_row)->Args({64, 4})->Args({160, 10})->Args({784, 1})->Args({784, 4})->Args({784, 10});
BENCHMARK(BM_nearest<double>)->Apply(few_centers);
BENCHMARK(BM_gain_by_scores)->Apply(few_centers);
BENCHMARK(BM_round<double>)->Arg(10)->Arg(128);
BENCHMARK(BM_round<float>)->Arg(10)->Arg(128);
BENCHMARK(BM_restore)->Arg(10)->Arg(128)->Arg(784);
BENCHMARK(BM_exact_sum);
BENCHMARK(BM_examine_rows)->Arg(10)->Arg(784);
BENCHMARK(BM_lay_out)->Arg(10)->Arg(784);
BENCHMARK(BM_potential)->Arg(10);
BENCHMARK(BM_scatter_form)->Arg(2)->Arg(10);
BENCHMARK(BM_gain_by_tiles)->Arg(10)->Arg(32);
BENCHMARK(BM_own_distances<double>)->Arg(10)->Arg(784);
BENCHMARK(BM_own_distances<float>)->Arg(10)->Arg(784);
BENCHMARK(BM_transfer_limbs)->Arg(10)->Arg(784);

}  // namespace
}  // namespace lloyd

BENCHMARK_MAIN();
