#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/bounds/shifted_centers.hpp"
#include "lloyd/core/bounds/tile_test.hpp"
#include "lloyd/data/prepared_rows.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace lloyd {

/// The rows that a step of k-means++ tries as the next centre, [restart][trial], in the forms that their trials take.
template <class T>
class Candidates {
public:
    /// Room for so many.
    Candidates(int most_candidates, const PreparedRows<T>& rows)
        : shifted_(most_candidates, rows.rounded.origin(), rows.rounded.lanes()) {}

    /// rows: [restart][trial], `trials` for each restart.
    void set(Matrix<T> rows, int trials) {
        rows_ = std::move(rows);
        trials_ = trials;
        shifted_.set(values());
        largest_norm_ = std::max(largest_norm_, shifted_.scoring().largest_norm);
        points_ = as_doubles(values());
    }

    int count() const { return static_cast<int>(rows_.rows()); }
    int trials() const { return trials_; }
    int restart_of(std::int32_t candidate) const { return candidate / trials_; }
    int trial_of(std::int32_t candidate) const { return candidate % trials_; }

    MatrixView<const T> values() const { return rows_.view(); }
    const T* row(std::int32_t candidate) const { return rows_.row(candidate); }
    /// In double precision, to be measured against tiles' centres.
    const Matrix<double>& points() const { return points_; }
    std::span<const double> point(std::int32_t candidate) const {
        return {points_.row(candidate), static_cast<std::size_t>(points_.cols())};
    }
    const ShiftedCenters<T>& shifted() const { return shifted_; }
    /// With the largest norm of all candidates so far, and so of all centres.
    Scoring scoring() const {
        Scoring scoring = shifted_.scoring();
        scoring.largest_norm = largest_norm_;
        return scoring;
    }

private:
    Matrix<T> rows_;
    Matrix<double> points_;
    ShiftedCenters<T> shifted_;
    int trials_ = 1;
    float largest_norm_ = 0;  ///< squared
};

}  // namespace lloyd
