// Every rule of the numeric contract on cases that can be checked by hand, for fit() and for the reference.
#include "lloyd/kmeans/fit.hpp"

#include "kmeans/reference/fit_reference.hpp"
#include "kmeans/results.hpp"
#include "lloyd/base/error.hpp"
#include "lloyd/core/exact/distance.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"

#include <algorithm>
#include <cmath>

using namespace lloyd;
using namespace lloyd::test;

namespace {

template <class T>
FitResult<T> fit_alone(const Matrix<T>& data, const FitOptions& options, MatrixView<const T> initial = {}) {
    const Context context = alone();
    const Shard<T> shard = shard_of(context, data);
    PhaseTimes times;
    return fit<T>(context, {shard, initial}, options, times);
}

/// Fits from given centres, and holds the result to the reference's.
template <class T>
FitResult<T> fit_from(const Matrix<T>& data, const Matrix<T>& initial, FitOptions options = {}) {
    options.n_clusters = static_cast<int>(initial.rows());
    options.init = Init::given;
    FitResult<T> result = fit_alone(data, options, initial.view());
    CHECK(same_result(result, {0, data.rows()}, fit_reference(data.view(), options, initial.view())));
    return result;
}

std::vector<double> values(const Matrix<double>& matrix) { return {matrix.span().begin(), matrix.span().end()}; }
using Labels = std::vector<std::int32_t>;
using Counts = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("Four points on a line end in two pairs") {
    const auto result = fit_from(matrix<double>({{0}, {1}, {10}, {12}}), matrix<double>({{0}, {1}}));
    // {0} {1 10 12} -> centres 0, 23/3 -> {0 1} {10 12} -> centres 0.5, 11 -> no label changes
    CHECK(values(result.cluster_centers) == std::vector<double>{0.5, 11});
    CHECK(result.labels == Labels{0, 0, 1, 1});
    CHECK(result.cluster_sizes == Counts{2, 2});
    CHECK(result.best().inertia == 0.25 + 0.25 + 1 + 1);
    CHECK(result.best().n_iter == 3);
    CHECK(result.best().converged);
    CHECK(result.history.labels_changed == Counts{4, 1, 0});
    CHECK(result.history.inertia[0] == Approx(81 + 121));
    CHECK(result.history.inertia[2] == Approx(2.5));
    CHECK(result.history.center_shift[2] == 0);
}

TEST_CASE("A row between two centres goes to the lower index") {
    const auto result = fit_from(matrix<double>({{0}, {2}, {1}}), matrix<double>({{2}, {0}}), {.max_iter = 1});
    CHECK(result.history.labels_changed == Counts{3});
    // The row at 1 went to centre 0 (at 2), which moved to 1.5; centre 1 stays at 0.
    CHECK(values(result.cluster_centers) == std::vector<double>{1.5, 0});
    CHECK(result.labels == Labels{1, 0, 0});
    CHECK_FALSE(result.best().converged);
}

TEST_CASE("Duplicates and fewer distinct rows than clusters leave clusters empty") {
    const Matrix<double> data = matrix<double>({{1, 1}, {1, 1}, {1, 1}, {5, 5}, {5, 5}});
    const auto result = fit_alone(data, {.n_clusters = 4, .n_init = 3});
    CHECK(result.best().inertia == 0);
    CHECK(result.best().empty_relocations == 0);
    CHECK(result.best().converged);
    CHECK(std::count(result.cluster_sizes.begin(), result.cluster_sizes.end(), 0) == 2);
    CHECK(same_result(result, {0, 5}, fit_reference(data.view(), {.n_clusters = 4, .n_init = 3})));
}

TEST_CASE("An empty cluster takes the row farthest from its centre") {
    const auto result = fit_from(matrix<double>({{0}, {1}, {2}, {30}}), matrix<double>({{1}, {1000}}), {.max_iter = 1});
    // All rows go to centre 0; the row at 30 is 29 away and founds cluster 1; the rest have mean 1.
    CHECK(values(result.cluster_centers) == std::vector<double>{1, 30});
    CHECK(result.labels == Labels{0, 0, 0, 1});
    CHECK(result.best().empty_relocations == 1);
    CHECK(result.history.inertia[0] == Approx(1 + 0 + 1 + 29 * 29));
}

TEST_CASE("Several empty clusters take the farthest rows in order, the lowest row of equals") {
    const auto result = fit_from(matrix<double>({{-20}, {0}, {20}, {50}, {1}, {-1}}),
                                 matrix<double>({{0}, {1000}, {2000}, {3000}}), {.max_iter = 1});
    // Farthest from 0: 50, then -20 (row 0) before 20 (row 2).
    CHECK(values(result.cluster_centers) == std::vector<double>{0, 50, -20, 20});
    CHECK(result.best().empty_relocations == 3);
}

TEST_CASE("tol stops before the labels do, and labels then belong to the centres") {
    const Matrix<double> data = clustered_rows<double>(500, 2, 3, 1);
    Matrix<double> initial(3, 2);
    for (int j = 0; j < 3; ++j) std::copy_n(data.row(j), 2, initial.row(j));
    const auto exact = fit_from(data, initial, {.tol = 0});
    const auto loose = fit_from(data, initial, {.tol = 10});
    CHECK(exact.history.labels_changed.back() == 0);
    CHECK(loose.best().n_iter == 1);
    CHECK(loose.best().converged);
    for (std::int64_t i = 0; i < data.rows(); ++i) {
        const auto distance = [&](int j) { return squared_distance(data.row(i), loose.cluster_centers.row(j), 2); };
        for (int j = 0; j < 3; ++j) CHECK(distance(loose.labels[static_cast<std::size_t>(i)]) <= distance(j));
    }
}

TEST_CASE("max_iter ends a run that has not converged") {
    const auto result = fit_from(matrix<double>({{0}, {1}, {10}, {12}}), matrix<double>({{0}, {1}}), {.max_iter = 2});
    CHECK(result.best().n_iter == 2);
    CHECK_FALSE(result.best().converged);
    CHECK(result.history.inertia.size() == 2);
}

TEST_CASE("A huge offset costs no accuracy") {
    const double offset = 1e8;
    const auto result = fit_from(matrix<double>({{offset}, {offset + 1}, {offset + 10}, {offset + 12}}),
                                 matrix<double>({{offset}, {offset + 1}}));
    CHECK(values(result.cluster_centers) == std::vector<double>{offset + 0.5, offset + 11});
    CHECK(result.best().inertia == 2.5);
    CHECK(result.history.inertia.back() == Approx(2.5));
}

TEST_CASE("Columns 12 decades apart keep their own precision") {
    const auto result = fit_from(matrix<double>({{1e-6, 1e6}, {3e-6, 1e6}, {1e-6, -1e6}, {3e-6, -1e6}}),
                                 matrix<double>({{0, 1}, {0, -1}}));
    const double mean = (1e-6 + 3e-6) / 2;
    CHECK(values(result.cluster_centers) == std::vector<double>{mean, 1e6, mean, -1e6});
    CHECK(result.labels == Labels{0, 0, 1, 1});
}

TEST_CASE("An outlier a million million away does not blind the seeding") {
    Matrix<double> data = clustered_rows<double>(300, 2, 3, 5);
    data.row(7)[0] = 1e12;
    const auto result = fit_alone(data, {.n_clusters = 4, .n_init = 5});
    CHECK(result.best().inertia < 3000);  // three clusters of unit variance, and the outlier by itself
}

TEST_CASE("The history's inertia is the sum over rows, but for rounding") {
    const Matrix<double> data = clustered_rows<double>(800, 6, 5, 8);
    const auto result = fit_alone(data, {.n_clusters = 5, .n_init = 3, .tol = 0});
    CHECK(result.history.inertia.back() == Approx(result.best().inertia).epsilon(1e-12));
    CHECK(std::is_sorted(result.history.inertia.rbegin(), result.history.inertia.rend()));
}

TEST_CASE("The best restart has the lowest inertia, the first of equals") {
    const Matrix<double> data = matrix<double>({{0}, {0}, {9}, {9}});
    const auto result = fit_alone(data, {.n_clusters = 2, .n_init = 8});
    CHECK(result.best_restart == 0);
    CHECK(result.restarts.size() == 8);
    for (const RestartSummary& restart : result.restarts) CHECK(restart.inertia == 0);
}

TEST_CASE("What cannot be fitted is refused") {
    const Matrix<double> data = matrix<double>({{0, 1}, {1, 2}, {2, 3}});
    const auto code = [&](const FitOptions& options, MatrixView<const double> initial = {}) {
        try {
            fit_alone(data, options, initial);
        } catch (const Error& error) {
            return error.code();
        }
        return ExitCode::done;
    };
    CHECK(code({.n_clusters = 3, .n_init = 1}) == ExitCode::done);
    CHECK(code({.n_clusters = 4}) == ExitCode::data);
    CHECK(code({.n_clusters = 0}) == ExitCode::data);
    CHECK(code({.n_clusters = 2, .max_iter = 0}) == ExitCode::usage);
    CHECK(code({.n_clusters = 2, .tol = -1}) == ExitCode::usage);
    CHECK(code({.n_clusters = 2, .tol = std::nan("")}) == ExitCode::usage);
    Matrix<double> initial(2, 3);
    CHECK(code({.n_clusters = 2, .init = Init::given}, initial.view()) == ExitCode::data);
    Matrix<double> not_finite(2, 2);
    not_finite.row(1)[1] = std::nan("");
    CHECK(code({.n_clusters = 2, .init = Init::given}, not_finite.view()) == ExitCode::data);
    const Matrix<double> huge = matrix<double>({{1e200, 0}, {-1e200, 0}});
    CHECK_THROWS_AS(fit_alone(huge, {.n_clusters = 1, .n_init = 1}), Error);
}
