// lloyd against scikit-learn from the same first centres; tests/fixtures/make_fixtures.py says what the cases are.
#include "lloyd/kmeans/fit.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/rows.hpp"
#include "support/world.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>

namespace lloyd {
namespace {

/// Largest difference from scikit-learn, relative to the size of the numbers: it subtracts the mean of the rows
/// before it fits, and sums in the data's precision.
template <class T>
constexpr double tolerance = std::is_same_v<T, double> ? 1e-12 : 1e-5;

template <class T>
double largest_value(const Matrix<T>& matrix) {
    double largest = 0;
    for (const T value : matrix.span()) largest = std::max(largest, std::abs(static_cast<double>(value)));
    return largest;
}

template <class T>
double largest_difference(const Matrix<T>& a, const Matrix<T>& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.span().size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(a.span()[i]) - static_cast<double>(b.span()[i])));
    return largest;
}

/// Fits a case of the fixtures as scikit-learn did, and compares everything it recorded.
template <class T>
void fit_and_compare(const std::string& name) {
    CAPTURE(name);
    const test::Fixtures fixtures("sklearn.h5");
    const auto rows = fixtures.matrix<T>(name + "/X");
    const auto init = fixtures.matrix<T>(name + "/init");
    const auto labels = fixtures.vector<std::int32_t>(name + "/labels");
    const auto centers = fixtures.matrix<T>(name + "/cluster_centers");
    const auto inertia = fixtures.scalar<double>(name + "/inertia");

    const Context context{test::world(), Team(2)};
    const Shard<T> shard = test::shard_of(context, rows);
    FitOptions options;
    options.n_clusters = static_cast<int>(init.rows());
    options.n_init = 1;
    options.max_iter = fixtures.scalar<std::int32_t>(name + "/max_iter");
    options.tol = fixtures.scalar<double>(name + "/tol");
    options.init = Init::given;
    PhaseTimes times;
    const FitResult<T> result = fit(context, FitInput<T>{shard, init.view()}, options, times);

    const RestartSummary& best = result.best();
    REQUIRE(best.n_iter == fixtures.scalar<std::int32_t>(name + "/n_iter"));
    REQUIRE(best.converged == (fixtures.scalar<std::int32_t>(name + "/converged") == 1));
    REQUIRE(best.empty_relocations == fixtures.scalar<std::int64_t>(name + "/empty_relocations"));

    REQUIRE(result.labels.size() == static_cast<std::size_t>(shard.rows.count()));
    REQUIRE(std::equal(result.labels.begin(), result.labels.end(), labels.begin() + shard.rows.begin));
    REQUIRE(std::abs(best.inertia - inertia) <= tolerance<T> * inertia);
    REQUIRE(result.cluster_centers.rows() == centers.rows());
    REQUIRE(result.cluster_centers.cols() == centers.cols());
    REQUIRE(largest_difference(result.cluster_centers, centers) <= tolerance<T> * largest_value(rows));
}

}  // namespace

TEST_CASE("digits are clustered as scikit-learn clusters them") { fit_and_compare<double>("digits"); }
TEST_CASE("tol 0 goes on until no label changes, as in scikit-learn") {
    fit_and_compare<double>("digits_tol_0");
    fit_and_compare<double>("iris_tol_0");
}
TEST_CASE("a stop by tol ends with the labels of the returned centres, as in scikit-learn") {
    fit_and_compare<double>("digits_tol_1");
}
TEST_CASE("max_iter ends a fit as in scikit-learn") { fit_and_compare<double>("digits_max_iter"); }
TEST_CASE("iris is clustered as scikit-learn clusters it") { fit_and_compare<double>("iris"); }
TEST_CASE("one empty cluster is given the row that scikit-learn gives it") { fit_and_compare<double>("one_empty"); }
TEST_CASE("several empty clusters are given the rows that scikit-learn gives them") {
    fit_and_compare<double>("several_empty");
    fit_and_compare<double>("several_empty_once");
}
TEST_CASE("of equal centres the first gets the rows and the others are empty, as in scikit-learn") {
    fit_and_compare<double>("equal_centers");
}
TEST_CASE("float32 rows are clustered as scikit-learn clusters them") {
    fit_and_compare<float>("float32");
    fit_and_compare<float>("float32_empty");
}

}  // namespace lloyd
