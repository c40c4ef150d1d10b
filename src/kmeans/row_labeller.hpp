#pragma once

#include "kmeans/row_cache.hpp"
#include "lloyd/base/buffer.hpp"
#include "lloyd/base/work.hpp"
#include "lloyd/core/filter.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace lloyd {

/// A restart's centres in the forms that labelling takes, and which of them may be nearest to a row of the tile at hand.
template <class T>
struct CenterChoice {
    const Matrix<T>& centers;
    const Panels<T>& panels;
    const FilteredCenters& filtered;
    TileView<T> as_rows;                       ///< the centres in the place of rows
    std::span<const std::int32_t> candidates;  ///< ascending; empty: all

    int count() const {
        return candidates.empty() ? static_cast<int>(centers.rows()) : static_cast<int>(candidates.size());
    }
};

/// What is found out about a tile's rows.
struct Findings {
    Findings(int rows_per_tile, bool has_bounds);
    DistanceBounds bounds() {
        if (!has_bounds) return {nullptr, nullptr, nullptr};
        return {above.data(), nearest_below.data(), below.data()};
    }

    bool has_bounds;  ///< whether there are any but labels

    std::vector<std::int32_t> labels;
    std::vector<float> above;          ///< >= the true distance to the nearest centre, unless `below` is 0
    std::vector<float> nearest_below;  ///< <= the same
    std::vector<float> below;          ///< <= the true distances to all other centres; 0: nothing is known
};

/// Finds the nearest centres of a tile's rows: by the filter first, and measures those rows only that it leaves in doubt.
/// The labels are those of nearest(). What one thread works with; everything is allocated once.
template <class T>
class RowLabeller {
public:
    /// The cache, for rows that are measured one by one, is shared by all threads.
    RowLabeller(int rows_per_tile, int features, int n_clusters, Lanes lanes, bool has_bounds, RowCache<T>& cache);

    /// The tile that all later calls are about, and the slot of its first row.
    void take(const TileView<T>& tile, const RoundedTile& rounded, std::int64_t first_slot) {
        tile_ = tile;
        rounded_ = rounded;
        first_slot_ = first_slot;
        is_shifted_ = false;
    }

    /// Labels and bounds of the rows asked for (ascending). Other rows may get labels, which are right, but then bounds are not
    /// theirs to keep.
    void label(const CenterChoice<T>& choice, std::span<const std::int32_t> rows, Findings& findings);
    /// Labels of all rows without a filter and without bounds; returns the squared distances to the nearest.
    std::span<const T> measure(const CenterChoice<T>& choice, Findings& findings);
    /// Bounds of all rows; a label may be no_cluster.
    void filter(const CenterChoice<T>& choice, Findings& findings) { filter_rows(choice, shifted(), findings); }

    std::int64_t filtered_rows() const { return filtered_rows_; }
    std::int64_t uncertain_rows() const { return uncertain_rows_; }
    /// scored_pairs and measured_pairs so far.
    const Work& work() const { return work_; }

private:
    int filter_rows(const CenterChoice<T>& choice, const ShiftedTile& rows, Findings& findings);
    void measure_some(const CenterChoice<T>& choice, std::span<const std::int32_t> rows, Findings& findings);
    void measure_few(const CenterChoice<T>& choice, std::span<const std::int32_t> rows, Findings& findings);
    const ShiftedTile& shifted();
    const Panels<T>& packed(const CenterChoice<T>& choice);

    RowCache<T>& cache_;
    TileView<T> tile_;
    RoundedTile rounded_;
    std::int64_t first_slot_ = 0;
    bool is_shifted_ = false;
    ShiftedTile shifted_;
    Buffer<T> some_;  ///< some of the tile's rows
    ShiftedTile some_shifted_;
    Findings of_some_;
    Matrix<T> few_;  ///< and a few, one after another
    Panels<T> few_panels_;
    std::vector<T> to_centers_;  ///< [few][centre]
    Panels<float> filter_panels_;
    std::vector<float> half_norms_;
    Panels<T> panels_;
    std::vector<std::int32_t> uncertain_;
    std::vector<T> squared_distances_;
    std::int64_t filtered_rows_ = 0;
    std::int64_t uncertain_rows_ = 0;
    Work work_;
};

}  // namespace lloyd
