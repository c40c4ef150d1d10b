#include "lloyd/data/generators.hpp"

#include "lloyd/base/error.hpp"
#include "lloyd/core/philox.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace lloyd {

namespace {

/// Two numbers made from the 128 bits of one counter.
struct TwoValues {
    double first;
    double second;
};

TwoValues uniform_pair(RandomBits bits) { return {unit_interval(bits.high), unit_interval(bits.low)}; }

/// Standard normals (Box & Muller 1958).
TwoValues normal_pair(RandomBits bits) {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - unit_interval(bits.high)));
    const double angle = 2.0 * std::numbers::pi * unit_interval(bits.low);
    return {radius * std::cos(angle), radius * std::sin(angle)};
}

/// put(feature, value) for all features of a row; a draw serves two neighbouring features.
template <class Draw, class Put>
void fill_features(int features, Draw&& draw, Put&& put) {
    for (int t = 0; t < features; t += 2) {
        const TwoValues values = draw(static_cast<std::uint32_t>(t / 2));
        put(t, values.first);
        if (t + 1 < features) put(t + 1, values.second);
    }
}

Matrix<double> blob_centers(const GeneratorOptions& options) {
    const Philox random(options.seed, Purpose::blob_centers);
    Matrix<double> centers(options.centers, options.features);
    for (std::int64_t j = 0; j < centers.rows(); ++j)
        fill_features(
            options.features, [&](std::uint32_t draw) { return uniform_pair(random.at_row(j, draw)); },
            [&](int t, double value) { centers.row(j)[t] = -10.0 + 20.0 * value; });
    return centers;
}

template <class T>
void generate_blobs(const GeneratorOptions& options, std::int64_t first, MatrixView<T> rows,
                    std::span<std::int32_t> labels) {
    const Philox random(options.seed, Purpose::blob_rows);
    const Matrix<double> centers = blob_centers(options);
    for (std::int64_t i = 0; i < rows.rows; ++i) {
        // Draw 0 chooses the cluster, the draws after it are the noise.
        const std::int64_t label = below(random.at_row(first + i, 0), options.centers);
        const double* center = centers.row(label);
        T* row = rows.row(i);
        fill_features(
            options.features, [&](std::uint32_t draw) { return normal_pair(random.at_row(first + i, draw + 1)); },
            [&](int t, double value) { row[t] = static_cast<T>(center[t] + options.std * value); });
        if (!labels.empty()) labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(label);
    }
}

template <class T>
void generate_uniform(const GeneratorOptions& options, std::int64_t first, MatrixView<T> rows,
                      std::span<std::int32_t> labels) {
    const Philox random(options.seed, Purpose::uniform_rows);
    for (std::int64_t i = 0; i < rows.rows; ++i) {
        T* row = rows.row(i);
        fill_features(
            options.features, [&](std::uint32_t draw) { return uniform_pair(random.at_row(first + i, draw)); },
            [&](int t, double value) { row[t] = static_cast<T>(value); });
    }
    std::fill(labels.begin(), labels.end(), 0);
}

void require_positive(const char* name, std::int64_t value) {
    if (value < 1) fail(ExitCode::usage, "{} is {} (there would be nothing to generate) use at least 1", name, value);
}

}  // namespace

void check(const GeneratorOptions& options) {
    constexpr std::int64_t max_values =
        std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(sizeof(double));
    constexpr std::int64_t max_32_bits = std::numeric_limits<std::uint32_t>::max();

    require_positive("rows", options.rows);
    require_positive("features", options.features);
    if (options.rows > max_values / options.features)
        fail(ExitCode::usage,
             "{} rows of {} features are too many (their bytes do not fit in 64 bits) ask for fewer rows", options.rows,
             options.features);
    if (options.recipe == Recipe::uniform) return;

    require_positive("centers", options.centers);
    if (!std::isfinite(options.std) || options.std < 0)
        fail(ExitCode::usage, "std is {} (a standard deviation is finite and not negative) use 0 or more", options.std);
    if (options.recipe != Recipe::sklearn) return;

    if (options.seed > static_cast<std::uint64_t>(max_32_bits))
        fail(ExitCode::usage,
             "seed {} is too large for recipe sklearn (its generator takes 32 bits) use a seed up to {}", options.seed,
             max_32_bits);
    if (options.rows > max_32_bits)
        fail(ExitCode::usage,
             "{} rows are too many for recipe sklearn (its shuffle is serial and draws 32 bits) use recipe blobs",
             options.rows);
}

template <class T>
void generate_rows(const GeneratorOptions& options, std::int64_t first, MatrixView<T> rows,
                   std::span<std::int32_t> labels) {
    switch (options.recipe) {
        case Recipe::blobs:
            return generate_blobs(options, first, rows, labels);
        case Recipe::uniform:
            return generate_uniform(options, first, rows, labels);
        case Recipe::sklearn:
            break;
    }
    fail(ExitCode::software,
         "recipe sklearn has no rows of its own (they come from one serial stream) use SklearnBlobs");
}

template void generate_rows(const GeneratorOptions&, std::int64_t, MatrixView<double>, std::span<std::int32_t>);
template void generate_rows(const GeneratorOptions&, std::int64_t, MatrixView<float>, std::span<std::int32_t>);

}  // namespace lloyd
