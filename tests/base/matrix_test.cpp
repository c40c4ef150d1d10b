#include "lloyd/base/matrix.hpp"

#include "support/catch.hpp"

using namespace lloyd;

TEST_CASE("a new matrix is zero", "[matrix]") {
    const Matrix<double> matrix(3, 2);
    CHECK(matrix.rows() == 3);
    CHECK(matrix.cols() == 2);
    REQUIRE(matrix.span().size() == 6);
    for (const double value : matrix.span()) CHECK(value == 0.0);
}

TEST_CASE("rows lie one after the other", "[matrix]") {
    Matrix<int> matrix(2, 3);
    matrix.row(0)[2] = 5;
    matrix.row(1)[0] = 6;
    CHECK(matrix.span()[2] == 5);
    CHECK(matrix.span()[3] == 6);
}

TEST_CASE("a view writes through, a copy does not", "[matrix]") {
    Matrix<float> matrix(2, 2);
    const Matrix<float> copy = matrix;
    const MatrixView<float> view = matrix.view();
    view.row(1)[1] = 1.5F;
    CHECK(matrix.row(1)[1] == 1.5F);
    CHECK(copy.row(1)[1] == 0.0F);
    const MatrixView<const float> read_only = view;
    CHECK(read_only.span()[3] == 1.5F);
    CHECK(read_only.rows == 2);
    CHECK(read_only.cols == 2);
}

TEST_CASE("matrices are equal when shape and values are", "[matrix]") {
    Matrix<int> matrix(2, 3);
    CHECK(matrix == Matrix<int>(2, 3));
    CHECK_FALSE(matrix == Matrix<int>(3, 2));
    matrix.row(1)[2] = 1;
    CHECK_FALSE(matrix == Matrix<int>(2, 3));
}

TEST_CASE("a matrix without rows is empty", "[matrix]") {
    CHECK(Matrix<int>().empty());
    CHECK(Matrix<int>(0, 4).empty());
    CHECK_FALSE(Matrix<int>(1, 1).empty());
}
