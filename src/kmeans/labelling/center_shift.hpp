#pragma once

#include "kmeans/labelling/row_bounds.hpp"
#include "lloyd/base/matrix.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// How far a restart's centres have moved from one sweep to the next. Distances are rounded up.
struct CenterShift {
    std::vector<float> moved;       ///< by centre; empty when nothing is known of the sweep before
    float most = 0;                 ///< the largest
    std::vector<std::int32_t> far;  ///< ascending: moved so far that rows had better be measured against them
    float most_of_others = 0;       ///< the largest of the others
    bool bounds_pay = false;        ///< whether bounds are likely to tell the label of enough rows to look at them

    CenterShift() = default;
    /// Without any that are far. (k, d) each.
    template <class T>
    CenterShift(MatrixView<const T> from, MatrixView<const T> to);

    void set_far(std::span<const std::int32_t> centers);
};

/// A row as a sample of rows has it.
struct BoundedRow {
    std::int32_t label;
    float above;
    float below;
};

/// Chooses the centres that are far: as many as make the sample's rows cheapest to label.
void choose_far(const RowBounds& bounds, std::span<const BoundedRow> sample, CenterShift& shift);

}  // namespace lloyd
