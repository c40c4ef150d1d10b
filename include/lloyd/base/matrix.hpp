#pragma once

#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

namespace lloyd {

/// A row-major matrix that somebody else owns.
template <class T>
struct MatrixView {
    T* data = nullptr;
    std::int64_t rows = 0;
    std::int64_t cols = 0;

    T* row(std::int64_t i) const { return data + i * cols; }
    std::span<T> span() const { return {data, static_cast<std::size_t>(rows * cols)}; }
    operator MatrixView<const T>() const { return {data, rows, cols}; }
};

/// A small row-major matrix (centres, samples): zero at first, copied by value.
template <class T>
class Matrix {
public:
    Matrix() = default;
    Matrix(std::int64_t rows, std::int64_t cols)
        : values_(static_cast<std::size_t>(rows * cols)), rows_(rows), cols_(cols) {}
    explicit Matrix(MatrixView<const T> view)
        : values_(view.span().begin(), view.span().end()), rows_(view.rows), cols_(view.cols) {}

    std::int64_t rows() const { return rows_; }
    std::int64_t cols() const { return cols_; }
    bool empty() const { return values_.empty(); }
    T* row(std::int64_t i) { return values_.data() + i * cols_; }
    const T* row(std::int64_t i) const { return values_.data() + i * cols_; }
    std::span<T> span() { return values_; }
    std::span<const T> span() const { return values_; }
    MatrixView<T> view() { return {values_.data(), rows_, cols_}; }
    MatrixView<const T> view() const { return {values_.data(), rows_, cols_}; }

    friend bool operator==(const Matrix&, const Matrix&) = default;

private:
    std::vector<T> values_;
    std::int64_t rows_ = 0;
    std::int64_t cols_ = 0;
};

}  // namespace lloyd
