#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/data/shard.hpp"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <random>

namespace lloyd::test {

/// A matrix written out row by row.
template <class T>
Matrix<T> matrix(std::initializer_list<std::initializer_list<double>> rows) {
    Matrix<T> values(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows.begin()->size()));
    auto out = values.span().begin();
    for (const auto& row : rows)
        out = std::transform(row.begin(), row.end(), out, [](double x) { return static_cast<T>(x); });
    return values;
}

/// Rows around a few centres, the same on every rank. Some rows come twice, so that there are ties.
template <class T>
Matrix<T> clustered_rows(std::int64_t rows, std::int64_t features, int clusters, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    Matrix<double> centers(clusters, features);
    for (double& value : centers.span()) value = 6 * normal(random);
    Matrix<T> values(rows, features);
    for (std::int64_t i = 0; i < rows; ++i) {
        const double* center = centers.row(static_cast<std::int64_t>(random() % static_cast<unsigned>(clusters)));
        for (std::int64_t t = 0; t < features; ++t) values.row(i)[t] = static_cast<T>(center[t] + normal(random));
        if (i % 17 == 16) std::copy_n(values.row(i - 5), features, values.row(i));
    }
    return values;
}

/// Rows that lie in no clusters, the same on every rank.
template <class T>
Matrix<T> uniform_rows(std::int64_t rows, std::int64_t features, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> uniform;
    Matrix<T> values(rows, features);
    for (T& value : values.span()) value = static_cast<T>(uniform(random));
    return values;
}

/// This rank's shard of a matrix that every rank has.
template <class T>
Shard<T> shard_of(const Context& context, const Matrix<T>& values, RowOrder order = RowOrder::input) {
    FillTimes times;
    const auto copy = [&](std::int64_t first, MatrixView<T> rows) {
        std::copy_n(values.row(first), rows.rows * rows.cols, rows.data);
    };
    return fill_shard<T>(context, {values.rows(), static_cast<int>(values.cols()), copy}, order, times);
}

/// One rank, `threads` threads.
inline Context alone(int threads = 1) { return {Communicator::serial(), Team(threads)}; }

}  // namespace lloyd::test
