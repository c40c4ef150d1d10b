// The project's promise: the bits of the reference for every number of ranks and threads.
#include "kmeans/reference/fit_reference.hpp"
#include "kmeans/results.hpp"
#include "lloyd/kmeans/fit.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"
#include "support/simd_targets.hpp"
#include "support/world.hpp"

#include <cmath>
#include <functional>
#include <limits>

using namespace lloyd;
using namespace lloyd::test;

namespace {

template <class T>
void check_against_reference(const Matrix<T>& data, const FitOptions& options, MatrixView<const T> initial = {}) {
    const FitResult<T> expected = fit_reference(data.view(), options, initial);
    for (const RowOrder order : {RowOrder::input, RowOrder::spatial})
        for (const int threads : {1, 2, 3}) {
            const Context context{world(), Team(threads)};
            Shard<T> shard = shard_of(context, data, order);
            if (threads == 2) shard.workspace = {};
            PhaseTimes times;
            const FitResult<T> result = fit<T>(context, {shard, initial}, options, times);
            INFO(world().size() << " ranks, " << threads << " threads"
                                << (shard.tiles.is_spatial() ? ", spatial" : ""));
            REQUIRE(same_result(result, shard.rows, expected));
        }
}

}  // namespace

TEMPLATE_TEST_CASE("k-means++ gives the reference's bits", "", float, double) {
    check_against_reference(clustered_rows<TestType>(1501, 5, 6, 1), {.n_clusters = 7, .n_init = 6, .seed = 3});
    // More restarts than features: seeding goes in several groups.
    check_against_reference(clustered_rows<TestType>(700, 2, 4, 2), {.n_clusters = 4, .n_init = 5, .seed = 4});
    check_against_reference(clustered_rows<TestType>(300, 70, 3, 3), {.n_clusters = 12, .n_init = 2, .seed = 5});
    // Many features for the clusters, which vectors hold then; more restarts than are seeded together.
    check_against_reference(clustered_rows<TestType>(500, 130, 3, 3), {.n_clusters = 8, .n_init = 2, .seed = 6});
    check_against_reference(clustered_rows<TestType>(300, 64, 2, 4), {.n_clusters = 4, .n_init = 19, .seed = 7});
}

TEMPLATE_TEST_CASE("k-means|| gives the reference's bits", "", float, double) {
    const auto with = [](int n_clusters, int n_init) {
        return FitOptions{.n_clusters = n_clusters, .n_init = n_init, .seed = 3, .init = Init::kmeans_parallel};
    };
    check_against_reference(clustered_rows<TestType>(1501, 5, 6, 1), with(40, 3));
    check_against_reference(clustered_rows<TestType>(300, 70, 3, 3), with(12, 2));
    check_against_reference(clustered_rows<TestType>(9, 3, 2, 4), with(1, 2));
    check_against_reference(clustered_rows<TestType>(9, 3, 2, 5), with(9, 2));
    // One row outweighs all others: a round may take no more than it.
    Matrix<TestType> outlier = clustered_rows<TestType>(200, 2, 4, 2);
    outlier.row(77)[0] = 1e6;
    check_against_reference(outlier, with(8, 2));
    // A grid, with as many rows between two candidates.
    Matrix<TestType> grid(400, 2);
    for (int i = 0; i < 400; ++i) {
        grid.row(i)[0] = static_cast<TestType>(i % 20);
        grid.row(i)[1] = static_cast<TestType>(i / 20);
    }
    check_against_reference(grid, with(16, 4));
    // Fewer distinct rows than clusters.
    Matrix<TestType> equal(50, 2);
    for (int i = 0; i < 50; ++i) equal.row(i)[1] = static_cast<TestType>(i % 3);
    check_against_reference(equal, with(5, 2));
}

TEMPLATE_TEST_CASE("Random rows and given centres give the reference's bits", "", float, double) {
    const Matrix<TestType> data = clustered_rows<TestType>(900, 4, 5, 4);
    check_against_reference(data, {.n_clusters = 9, .n_init = 4, .tol = 0, .seed = 1, .init = Init::random});

    Matrix<TestType> initial(5, 4);
    for (int j = 0; j < 5; ++j) std::copy_n(data.row(j * 7), 4, initial.row(j));
    check_against_reference<TestType>(data, {.n_clusters = 5, .init = Init::given}, initial.view());
    check_against_reference<TestType>(data, {.n_clusters = 5, .max_iter = 2, .init = Init::given}, initial.view());
}

TEMPLATE_TEST_CASE("Empty clusters are refilled the same way everywhere", "", float, double) {
    const Matrix<TestType> data = clustered_rows<TestType>(400, 3, 4, 6);
    Matrix<TestType> initial(6, 3);
    std::copy_n(data.row(0), 3, initial.row(0));
    std::copy_n(data.row(1), 3, initial.row(1));
    for (int j = 2; j < 6; ++j) initial.row(j)[0] = static_cast<TestType>(1000 * j);
    check_against_reference<TestType>(data, {.n_clusters = 6, .init = Init::given}, initial.view());
}

TEMPLATE_TEST_CASE("Fewer rows than ranks, as many clusters as rows, one row", "", float, double) {
    check_against_reference(clustered_rows<TestType>(3, 2, 2, 7), {.n_clusters = 2, .n_init = 3});
    check_against_reference(clustered_rows<TestType>(5, 2, 2, 8), {.n_clusters = 5, .n_init = 2});
    check_against_reference(clustered_rows<TestType>(1, 3, 1, 9), {.n_clusters = 1, .n_init = 2});
}

/// clustered_rows, scaled and shifted; a grid of few values makes many ties.
template <class T>
Matrix<T> transformed_rows(std::int64_t rows, int features, int clusters,
                           const std::function<double(double)>& transform) {
    Matrix<T> data = clustered_rows<T>(rows, features, clusters, 12);
    for (T& value : data.span()) value = static_cast<T>(transform(static_cast<double>(value)));
    return data;
}

TEMPLATE_TEST_CASE("Tiles that are skipped change nothing, whatever the rows are like", "", float, double) {
    using T = TestType;
    constexpr std::int64_t rows = 9000;  // enough for rows to be ordered on 7 ranks
    const FitOptions options{.n_clusters = 11, .n_init = 3, .max_iter = 12, .tol = 0, .seed = 8};
    SECTION("clusters") {
        const Matrix<T> data = clustered_rows<T>(rows, 3, 9, 12);
        CHECK(shard_of({world(), Team(1)}, data, RowOrder::spatial).tiles.is_spatial());
        check_against_reference(data, options);
    }
    SECTION("a grid with many ties") {
        check_against_reference(transformed_rows<T>(rows, 3, 9, [](double x) { return std::round(x / 3); }), options);
    }
    SECTION("far from the origin") {
        check_against_reference(transformed_rows<T>(rows, 3, 9, [](double x) { return x + 1e5; }), options);
    }
    SECTION("so small that squares underflow") {
        const double scale = 100 * std::sqrt(static_cast<double>(std::numeric_limits<T>::min()));
        check_against_reference(transformed_rows<T>(rows, 3, 9, [&](double x) { return x * scale / 1000; }), options);
    }
    SECTION("one outlier, so that draws count through the rows") {
        Matrix<T> data = clustered_rows<T>(rows, 3, 9, 12);
        data.row(rows / 2)[1] = T{1e6};
        check_against_reference(data, options);
    }
    SECTION("rows in one line, first centres in one place") {
        Matrix<T> data = clustered_rows<T>(rows, 1, 9, 12);
        Matrix<T> initial(5, 1);
        for (int j = 0; j < 5; ++j) initial.row(j)[0] = static_cast<T>(100 + j / 2);
        check_against_reference<T>(data, {.n_clusters = 5, .init = Init::given}, initial.view());
    }
}

TEMPLATE_TEST_CASE("Bounds that spare rows change nothing, whatever the rows are like", "", float, double) {
    using T = TestType;
    constexpr std::int64_t rows = 4000;
    const auto check = [](int clusters, const FitOptions& options, const std::function<double(double)>& transform) {
        check_against_reference(transformed_rows<T>(rows, 9, clusters, transform), options);
    };
    const FitOptions options{.n_clusters = 23, .n_init = 1, .max_iter = 15, .tol = 0, .seed = 9, .init = Init::random};
    SECTION("clusters") {
        check(15, options, [](double x) { return x; });
    }
    SECTION("two clusters for many centres, so that rows change all the time") {
        check(2, options, [](double x) { return x; });
    }
    SECTION("a grid with many ties") {
        check(15, options, [](double x) { return std::round(x / 3); });
    }
    SECTION("far from the origin") {
        check(15, options, [](double x) { return x + 1e5; });
    }
    SECTION("so small that squares underflow") {
        const double scale = 100 * std::sqrt(static_cast<double>(std::numeric_limits<T>::min()));
        check(15, options, [&](double x) { return x * scale / 1000; });
    }
    SECTION("tiles that rule centres out which are nearest later") {
        // Found by a search: bounds that forget the centres ruled out give another result here.
        FitOptions found = options;
        found.n_clusters = 4;
        found.max_iter = 25;
        found.seed = 35;
        check_against_reference(clustered_rows<T>(3000, 4, 11, 35), found);
    }
    SECTION("many centres, of which some move far") {
        FitOptions many = options;
        many.n_clusters = 120;
        check(60, many, [](double x) { return x; });
    }
}

TEST_CASE("Distances that overflow single precision tell no lower bound") {
    // Rows in two groups; of three first centres one is empty and moves amid the right group.
    constexpr double unit = 1.045e19;
    Matrix<double> data(512, 2);
    for (int i = 0; i < 256; ++i) data.row(i)[0] = (-0.95 + 0.1 * i / 255) * unit;
    for (int i = 0; i < 256; ++i) data.row(256 + i)[0] = (0.87 + 0.06 * i / 255) * unit;
    const Matrix<double> initial = matrix<double>({{0.8 * unit, 0}, {-0.9 * unit, 0}, {-1.05 * unit, 0}});
    check_against_reference<double>(data, {.n_clusters = 3, .max_iter = 20, .tol = 0, .init = Init::given},
                                    initial.view());
}

TEMPLATE_TEST_CASE("Every SIMD target gives the reference's bits", "", float, double) {
    const Matrix<TestType> data = clustered_rows<TestType>(601, 5, 6, 11);
    const Matrix<TestType> wide = clustered_rows<TestType>(300, 70, 3, 11);
    on_every_target([&] {
        check_against_reference(data, {.n_clusters = 11, .n_init = 3, .seed = 6});
        check_against_reference(data, {.n_clusters = 40, .n_init = 1, .tol = 0, .init = Init::random});
        check_against_reference(wide, {.n_clusters = 4, .n_init = 2, .seed = 6});
    });
}

TEMPLATE_TEST_CASE("More than 255 clusters take wider labels", "", float, double) {
    check_against_reference(clustered_rows<TestType>(1200, 2, 5, 10),
                            {.n_clusters = 300, .n_init = 1, .max_iter = 2, .init = Init::random});
}
