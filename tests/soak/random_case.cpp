#include "soak/random_case.hpp"

#include "cli/scene.hpp"
#include "files/dataset.hpp"
#include "kmeans/reference/fit_reference.hpp"
#include "lloyd/files/result_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace lloyd::test {

namespace {

/// Rows in clusters, uniform, on a coarse grid (ties, duplicates), or with heavy tails; columns of unlike scales.
Matrix<double> random_rows(Random& random) {
    const int kind = number(random, 0, 3);
    const int features = number(random, 0, 3) == 0 ? number(random, 20, 70) : number(random, 1, 9);
    const int clusters = number(random, 1, 30);
    Matrix<double> rows(number(random, 1, 40'000 / (features + 4)), features);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    Matrix<double> centers(clusters, features);
    for (double& value : centers.span()) value = 10 * normal(random);
    std::vector<double> scales(static_cast<std::size_t>(features), 1);
    if (number(random, 0, 2) == 0)
        for (double& scale : scales) scale = std::exp2(number(random, -20, 20));
    for (std::int64_t i = 0; i < rows.rows(); ++i) {
        const double* center = centers.row(number(random, 0, clusters - 1));
        for (int t = 0; t < features; ++t) {
            double value = uniform(random);
            if (kind == 1) value = center[t] + normal(random);
            if (kind == 2) value = number(random, 0, 3);
            if (kind == 3) value = normal(random) / std::max(uniform(random), 1e-6);
            rows.row(i)[t] = value * scales[static_cast<std::size_t>(t)];
        }
    }
    return rows;
}

template <class T>
Matrix<T> converted(const Matrix<double>& rows) {
    Matrix<T> values(rows.rows(), rows.cols());
    for (std::size_t i = 0; i < values.span().size(); ++i) values.span()[i] = static_cast<T>(rows.span()[i]);
    return values;
}

template <class T>
std::string difference(const RandomCase& random_case, const std::string& path) {
    const FitResult<T> expected = fit_reference<T>(converted<T>(random_case.rows).view(), random_case.options);
    const auto differs = [&path](const char* dataset, const auto& values) {
        const std::vector<double> found = read_values(path, dataset);
        return !std::equal(found.begin(), found.end(), values.begin(), values.end(),
                           [](double a, auto b) { return a == static_cast<double>(b); });
    };
    if (differs("/cluster_centers", expected.cluster_centers.span())) return "/cluster_centers";
    if (differs("/labels", expected.labels)) return "/labels";
    if (differs("/cluster_sizes", expected.cluster_sizes)) return "/cluster_sizes";
    if (differs("/inertia", std::vector{expected.best().inertia})) return "/inertia";
    if (differs("/n_iter", std::vector{expected.best().n_iter})) return "/n_iter";
    if (differs("/history/inertia", expected.history.inertia)) return "/history/inertia";
    if (differs("/history/labels_changed", expected.history.labels_changed)) return "/history/labels_changed";
    return {};
}

}  // namespace

RandomCase::RandomCase(Random& random)
    : precision(number(random, 0, 1) == 0 ? Precision::float32 : Precision::float64), rows(random_rows(random)) {
    if (precision == Precision::float32)
        for (double& value : rows.span()) value = static_cast<float>(value);
    const int most_clusters =
        static_cast<int>(std::min<std::int64_t>(rows.rows(), number(random, 0, 3) == 0 ? 120 : 20));
    constexpr std::array inits{Init::kmeans_plus_plus, Init::kmeans_plus_plus, Init::kmeans_parallel, Init::random};
    options = {.n_clusters = number(random, 1, most_clusters),
               .n_init = number(random, 1, 8),
               .max_iter = number(random, 1, 60),
               .tol = number(random, 0, 1) == 0 ? 0 : 1e-4,
               .seed = random(),
               .init = inits[static_cast<std::size_t>(number(random, 0, 3))]};
}

std::vector<std::string> RandomCase::arguments() const {
    return {"-k",         std::to_string(options.n_clusters), "--n-init", std::to_string(options.n_init),
            "--max-iter", std::to_string(options.max_iter),   "--tol",    fmt::format("{}", options.tol),
            "--seed",     std::to_string(options.seed),       "--init",   init_name(options.init)};
}

std::string RandomCase::text() const {
    return fmt::format("{} x {} {}, {}", rows.rows(), rows.cols(), precision_name(precision),
                       fmt::join(arguments(), " "));
}

void RandomCase::write(const std::string& path) const {
    const hdf5::Handle file = hdf5::create_file(path);
    const hdf5::Shape shape{rows.rows(), rows.cols()};
    const hdf5::Meaning meaning{"rows", "1"};
    if (precision == Precision::float32)
        hdf5::write_dataset(file, "/X", hdf5::native_type<float>(), shape, converted<float>(rows).row(0), meaning);
    else
        hdf5::write_dataset(file, "/X", hdf5::native_type<double>(), shape, rows.row(0), meaning);
}

std::string RandomCase::difference_from_reference(const std::string& result_path) const {
    return precision == Precision::float32 ? difference<float>(*this, result_path)
                                           : difference<double>(*this, result_path);
}

}  // namespace lloyd::test
