#pragma once

#include "lloyd/base/matrix.hpp"
#include "lloyd/core/bounds/shifted_centers.hpp"
#include "lloyd/core/panels.hpp"
#include "lloyd/data/prepared_rows.hpp"
#include "lloyd/data/tiles.hpp"

#include <cstdint>

namespace lloyd {

/// A set of centres in all the forms that kernels take, kept together so that none is older than the others.
template <class T>
class Centers {
public:
    /// Room for so many centres, for the rows given; none yet.
    Centers(int most_centers, const PreparedRows<T>& rows);

    /// Of memory, for so many values (centres times features).
    static std::int64_t bytes(std::int64_t values, bool has_balls) {
        return values * (3 * static_cast<std::int64_t>(sizeof(T)) + 2 * static_cast<std::int64_t>(sizeof(float)) +
                         (has_balls ? static_cast<std::int64_t>(sizeof(double)) : 0));
    }

    /// These centres in the place of all others.
    void set(MatrixView<const T> centers);
    /// One more, which takes no time for those before; the packed forms do not have it.
    void append(const T* center);

    int count() const { return shifted_.count(); }
    /// (count, d).
    MatrixView<const T> values() const { return {values_.row(0), count(), values_.cols()}; }
    const T* row(std::int64_t center) const { return values_.row(center); }

    /// Packed for exact kernels; those of the last set().
    const Panels<T>& panels() const { return panels_; }
    /// Less the rows' origin, to be scored; its panels are those of the last set().
    const ShiftedCenters<T>& shifted() const { return shifted_; }
    /// In the place of a tile's rows, so that no lane of a vector is idle where few rows meet many centres.
    TileView<T> as_rows() const { return {as_rows_.whole().data, count(), as_rows_.features()}; }
    /// The same in double precision, to be measured against tiles' centres; only where tiles have balls.
    TileView<double> as_double_rows() const { return {as_doubles_.whole().data, count(), as_rows_.features()}; }

private:
    Matrix<T> values_;
    Panels<T> panels_;
    ShiftedCenters<T> shifted_;
    Tiles<T> as_rows_;
    Tiles<double> as_doubles_;
};

}  // namespace lloyd
